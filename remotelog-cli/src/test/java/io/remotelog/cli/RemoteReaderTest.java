package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.BackOff;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Position;
import io.remotelog.api.ReadRange;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.sdk.ReadException;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.RemoteReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's reader, at a master with files, over real sockets. */
@Timeout(60)
class RemoteReaderTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final BackOff SHORT = new BackOff(Duration.ofMillis(10), Duration.ofMillis(50));

    @TempDir
    private Path folder;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private LogStore store;
    private Master master;
    private int port;

    @BeforeEach
    void start() throws IOException {
        store = LogStores.open("filelog:" + folder.resolve("log") + "?fsync=never");
        master = Master.start(
                store,
                MasterConfig.defaults()
                        .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                        .withSyncAddress(Optional.empty())
                        .withMaxRecordBytes(MasterConfig.MAX_RECORD_BYTES));
        port = master.grpcAddress().orElseThrow().getPort();
    }

    @AfterEach
    void stop() throws IOException {
        master.close();
        store.close();
    }

    @Test
    void aFollowerGoesOnWhereItWasOnceTheMasterIsBack() throws Exception {
        append("a", "b");
        try (RemoteReader reader = open(ReadRange.ALL.withFollow(true).withLimit(4))) {
            assertThat(next(reader)).isEqualTo("a");
            stop();
            // What was on its way comes first.
            assertThat(next(reader)).isEqualTo("b");
            assertThat(reader.poll(Duration.ofMillis(200))).isEqualTo(RemoteReader.Step.NOTHING_YET);
            assertThat(notices.get(0))
                    .startsWith("lost: lost master 127.0.0.1:" + port)
                    .contains("/2");
            start();
            append("c", "d");
            assertThat(next(reader)).isEqualTo("c");
            assertThat(next(reader)).isEqualTo("d");
            assertThat(notices.get(notices.size() - 1)).startsWith("resumed: ").endsWith("/2");
            assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.END);
        }
    }

    @Test
    void aFollowerOfARareTypeDoesNotBeginAgain() throws Exception {
        append("a", "b");
        Position last = master.commitData(5, bytes("rare"));
        append("c");
        try (RemoteReader reader = open(ReadRange.ALL.withFollow(true).withType(OptionalInt.of(5)))) {
            assertThat(next(reader)).isEqualTo("rare");
            assertThat(reader.poll(Duration.ZERO)).isEqualTo(RemoteReader.Step.NOTHING_YET);
            // After c, too.
            assertThat(reader.position()).contains(new Position(last.day(), last.id() + 2));
        }
    }

    @Test
    void withoutFollowingALostMasterIsAFailureThatSaysWhereToGoOn() throws Exception {
        for (int i = 0; i < 100; i++) {
            master.commitData(1, ByteBuffer.allocate(200_000));
        }
        try (RemoteReader reader = open(ReadRange.ALL)) {
            assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.RECORD);
            stop();
            List<Long> ids = new ArrayList<>(List.of(reader.id()));
            assertThatThrownBy(() -> {
                        while (reader.poll(BOUND) == RemoteReader.Step.RECORD) {
                            ids.add(reader.id());
                        }
                    })
                    .isInstanceOfSatisfying(
                            ReadException.class,
                            e -> assertThat(e.isTemporary()).isTrue())
                    .hasMessageContaining("before " + reader.position().orElseThrow());
            assertThat(reader.position().orElseThrow().id()).isEqualTo(ids.size());
            start();
            try (RemoteReader rest = open(ReadRange.from(reader.position().orElseThrow()))) {
                while (rest.poll(BOUND) == RemoteReader.Step.RECORD) {
                    ids.add(rest.id());
                }
            }
            assertThat(ids).hasSize(100).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aMasterThatLostItsLogEndsAFollower() throws Exception {
        append("a", "b");
        try (RemoteReader reader = open(ReadRange.ALL.withFollow(true))) {
            assertThat(next(reader)).isEqualTo("a");
            assertThat(next(reader)).isEqualTo("b");
            stop();
            folder = folder.resolve("another");
            start();
            append("c");
            assertThatThrownBy(() -> next(reader))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("/2: the day has ")
                    .hasMessageContaining("this one has lost its end");
        }
    }

    @Test
    void closingEndsAWait() throws Exception {
        append("a");
        RemoteReader reader = open(ReadRange.ALL.withFollow(true));
        assertThat(next(reader)).isEqualTo("a");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(reader::close);
        RemoteReader.Step step = reader.poll(BOUND);
        closed.join();
        assertThat(step).isEqualTo(RemoteReader.Step.CLOSED);
        assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.CLOSED);
        assertThatThrownBy(reader::id).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLongestRecordComesWhole() throws Exception {
        byte[] payload = new byte[MasterConfig.MAX_RECORD_BYTES];
        payload[0] = 1;
        payload[payload.length - 1] = 2;
        master.commitData(-7, ByteBuffer.wrap(payload));
        try (RemoteReader reader = open(ReadRange.ALL)) {
            assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.RECORD);
            assertThat(reader.type()).isEqualTo((short) -7);
            assertThat(reader.payload().equals(ByteBuffer.wrap(payload))).isTrue();
            assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.END);
        }
    }

    private RemoteReader open(ReadRange range) throws IOException {
        return RemoteReader.open(
                RemoteLogConfig.defaults("127.0.0.1", port), range, SHORT, new RemoteReader.Listener() {
                    @Override
                    public void lost(ReadException reason, Duration pause) {
                        notices.add("lost: " + reason.getMessage());
                    }

                    @Override
                    public void resumed(Position next) {
                        notices.add("resumed: " + next);
                    }
                });
    }

    private static String next(RemoteReader reader) throws Exception {
        assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.RECORD);
        return UTF_8.decode(reader.payload()).toString();
    }

    private void append(String... payloads) throws IOException {
        for (String payload : payloads) {
            master.commitData(1, bytes(payload));
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
