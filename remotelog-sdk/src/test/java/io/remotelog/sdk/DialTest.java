package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.sdk.AppendMaster.Kept;
import io.remotelog.sdk.AppendMaster.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A first dial can take long: classes are loaded, on a machine that is busy. */
@Timeout(60)
final class DialTest {
    private static final int RECORDS = 30_000;

    private final CountDownLatch loaded = new CountDownLatch(1);

    @TempDir
    private Path folder;

    @Test
    void recordsGoToTheSpillMeanwhile() throws Exception {
        try (AppendMaster master = AppendMaster.start(0, new Kept(), Request::append)) {
            RemoteLogConfig config = RemoteLogConfig.defaults("127.0.0.1", master.port())
                    .withSpill("filelog:" + folder.resolve("spill"));
            Warnings warnings = new Warnings();
            Spill spill = Spill.open(config.spill().orElseThrow(), warnings);
            Supplier<ManagedChannel> channels = channels(config);
            Sender sender = new Sender(
                    config,
                    () -> {
                        Uninterruptibles.awaitUninterruptibly(loaded);
                        return channels.get();
                    },
                    new Verdict(config.master(), config.deadline()),
                    new Counters(),
                    warnings,
                    Optional.of(spill));
            sender.start();
            for (int i = 0; i < RECORDS; i++) {
                ByteBuffer payload = ByteBuffer.allocate(100).putInt(0, i);
                assertThat(sender.buffer().add((short) 7, payload, null, Long.MAX_VALUE))
                        .isEqualTo(SendBuffer.Added.ADDED);
            }
            await().until(() -> spill.waiting() == RECORDS);
            assertThat(master.kept().records()).isEmpty();
            loaded.countDown();
            sender.flush().await();
            AppendTest.assertInOrder(master.kept(), RECORDS);
            sender.end();
        }
    }

    @Test
    void whatWasGivenUpBeforeIsClosedOnceItIsMade() throws Exception {
        try (AppendMaster master = AppendMaster.start(0, new Kept(), Request::append)) {
            ManagedChannel channel = channels(RemoteLogConfig.defaults("127.0.0.1", master.port()))
                    .get();
            AppendStream stream = AppendStream.start(
                    () -> {
                        Uninterruptibles.awaitUninterruptibly(loaded);
                        return channel;
                    },
                    false,
                    1,
                    new Ends());
            stream.close();
            assertThat(channel.isShutdown()).isFalse();
            loaded.countDown();
            await().until(channel::isTerminated);
        }
    }

    @Test
    void aDialThatFailsIsToldAsAnEnd() throws Exception {
        Ends ends = new Ends();
        AppendStream stream = AppendStream.start(
                () -> {
                    throw new IllegalStateException("no class of that name");
                },
                false,
                1,
                ends);
        assertThat(ends.reason.get()).contains("no class of that name");
        assertThat(stream.isConnected()).isFalse();
    }

    private static Supplier<ManagedChannel> channels(RemoteLogConfig config) throws IOException {
        Dialling dialling = new Dialling(config);
        return () -> dialling.channel().build();
    }

    private static final class Ends implements AppendStream.Listener {
        final CompletableFuture<String> reason = new CompletableFuture<>();

        @Override
        public void ready() {}

        @Override
        public void answered(AppendResponse response) {}

        @Override
        public void ended(Status status, boolean fromMaster) {
            reason.complete(status.getDescription());
        }
    }
}
