package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.sdk.AppendMaster.Kept;
import io.remotelog.sdk.AppendMaster.Request;
import io.remotelog.sdk.SendException.Outcome;
import io.remotelog.sdk.SendStatus.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master without batches is sent single calls; and one kind may take the other's place. */
@Timeout(60)
final class GoMasterTest {
    @Test
    void promisesThatLapseAreTold() throws Exception {
        try (Told told = new Told();
                TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect(master.config())) {
            log.send(7, number(0));
            log.send(7, number(1));

            assertThat(log.status().link()).isEqualTo(Link.SINGLE_CALLS);
            assertThat(told.warnings())
                    .filteredOn(line -> line.contains("takes no batches"))
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + master.port())
                    .contains("at most once")
                    .contains("is not sent again")
                    .contains("whatever was asked for");
        }
    }

    @Test
    void recordsThatGotNoAnswerAreWarnedOf() throws Exception {
        try (Told told = new Told();
                TestMaster master =
                        TestMaster.start(record -> record.reply().fail(new IllegalStateException("planted")));
                RemoteLog log = RemoteLog.connect(master.config())) {
            log.log(7, number(0));
            log.log(7, number(1));
            log.flush(Duration.ofSeconds(30));

            assertThat(log.status().unknown()).isEqualTo(2);
            assertThat(told.warnings())
                    .filteredOn(line -> line.startsWith("records are lost or uncertain: "))
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + master.port());
        }
    }

    @Test
    void batchesAreTriedAgainWhenTheMasterIsExchanged() throws Exception {
        TestMaster go = TestMaster.likeGo();
        try (RemoteLog log = RemoteLog.connect(go.config())) {
            log.send(7, number(9));
            int port = go.port();
            go.close();
            try (AppendMaster ours = AppendMaster.start(port, new Kept(), Request::append)) {
                // The loss of the connection may be noticed by the first of these.
                await().ignoreExceptions()
                        .until(() -> log.send(7, number(0)).position().isPresent());
                assertThat(log.status().link()).isEqualTo(Link.BATCHES);
                AppendTest.assertInOrder(ours.kept(), 1);
            }
            try (TestMaster again =
                    TestMaster.start(port, record -> record.reply().respond(0, "ok", ""))) {
                assertThat(log.send(7, number(1)).position()).isEmpty();
                assertThat(log.status().link()).isEqualTo(Link.SINGLE_CALLS);
                assertThat(again.waiting()).isEqualTo(1);
            }
        }
    }

    @Test
    void batchWithoutAnAnswerIsNotSentToAMasterThatCannotTellWhetherItIsThere() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        AppendMaster ours = AppendMaster.start(came::add);
        try (RemoteLog log = RemoteLog.connect(ours.config())) {
            CompletableFuture<Receipt> unanswered = log.sendAsync(7, number(0));
            came.take();
            CompletableFuture<Receipt> behind = log.sendAsync(7, number(1));
            came.take();
            ours.close();
            try (TestMaster go =
                    TestMaster.start(ours.port(), record -> record.reply().respond(0, "ok", ""))) {
                assertThat(Futures.failure(unanswered).outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(Futures.failure(behind).outcome()).isEqualTo(Outcome.UNKNOWN);
                log.send(7, number(2));
                assertThat(go.take().payload().asReadOnlyByteBuffer().getInt()).isEqualTo(2);
                assertThat(go.waiting()).isZero();
            }
        }
    }

    private static ByteBuffer number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
    }
}
