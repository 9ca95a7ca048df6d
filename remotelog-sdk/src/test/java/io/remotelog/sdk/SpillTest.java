package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.remotelog.sdk.AppendMaster.Kept;
import io.remotelog.sdk.AppendMaster.Request;
import io.remotelog.sdk.SendException.Outcome;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a spill, all records come later, each once and in order, also after a restart of the application. */
@Timeout(60)
final class SpillTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final int MANY = 60_000;

    @TempDir
    private Path folder;

    @Test
    void recordsOfAnOutageComeWhenTheMasterIsBack() throws Exception {
        int port = freePort();
        try (RemoteLog log = RemoteLog.connect(config(port))) {
            CompletableFuture<Receipt> first = log.sendAsync(7, number(0));
            for (int i = 1; i < MANY; i++) {
                assertThat(log.log(7, number(i))).isTrue();
            }
            await().until(() -> log.status().spilled() == MANY);
            assertThat(log.status().bufferedRecords()).isZero();
            assertThat(first).isNotDone();

            try (AppendMaster master = AppendMaster.start(port, new Kept(), Request::append)) {
                assertThat(log.flush(LONG)).isTrue();
                AppendTest.assertInOrder(master.kept(), MANY);
                assertThat(Futures.receipt(first).position()).isPresent();
                await().until(() -> log.status().spilled() == 0);

                // And then records go past the disk again.
                log.send(7, number(MANY));
                assertThat(log.status().spilled()).isZero();
                AppendTest.assertInOrder(master.kept(), MANY + 1);
            }
        }
    }

    @Test
    void recordsThatAFrozenMasterHasAlreadyComeOnce() throws Exception {
        Kept kept = new Kept();
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        // It appends, and answers nothing.
        AppendMaster frozen = AppendMaster.start(0, kept, request -> {
            kept.append(request.message());
            came.add(request);
        });
        try (RemoteLog log = RemoteLog.connect(config(frozen.port()).withMaxBatchBytes(400))) {
            log.log(7, number(0));
            // It is in memory, and with the master, when the others make it spill.
            came.take();
            for (int i = 1; i < 5_000; i++) {
                assertThat(log.log(7, number(i))).isTrue();
            }
            await().until(() -> log.status().spilled() == 5_000);
            await().until(() -> !kept.records().isEmpty());
            frozen.close();
            try (AppendMaster master = AppendMaster.start(frozen.port(), kept, Request::append)) {
                assertThat(log.flush(LONG)).isTrue();
                AppendTest.assertInOrder(master.kept(), 5_000);
            }
        }
    }

    @Test
    void closedApplicationGoesOnWhereItWas() throws Exception {
        int port = freePort();
        RemoteLog first = RemoteLog.connect(config(port));
        CompletableFuture<Receipt> sent = first.sendAsync(7, number(0));
        first.log(7, number(1));
        CloseReport report = first.close(SOON);
        assertThat(report.spilled()).isEqualTo(2);
        assertThat(report.isComplete()).isFalse();
        SendException failure = Futures.failure(sent);
        assertThat(failure.outcome()).isEqualTo(Outcome.SPILLED);
        assertThat(failure.isSafeToRetry()).isFalse();

        try (RemoteLog second = RemoteLog.connect(config(port))) {
            assertThat(second.status().spilled()).isEqualTo(2);
            second.log(7, number(2));
            try (AppendMaster master = AppendMaster.start(port, new Kept(), Request::append)) {
                assertThat(second.flush(LONG)).isTrue();
                AppendTest.assertInOrder(master.kept(), 3);
            }
        }
        try (RemoteLog third = RemoteLog.connect(config(port))) {
            assertThat(third.status().spilled()).isZero();
        }
    }

    @Test
    void killedApplicationGoesOnWhereItWas() throws Exception {
        Kept kept = new Kept();
        // What came is appended, and the application is killed before it hears of it.
        AppendMaster deaf = AppendMaster.start(0, kept, request -> kept.append(request.message()));
        Process application = new ProcessBuilder(command(deaf.port()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("spilled 3000");
            await().until(() -> !kept.records().isEmpty());
            application.getOutputStream().close();
            assertThat(application.waitFor()).isEqualTo(3);
        }
        deaf.close();

        try (AppendMaster master = AppendMaster.start(deaf.port(), kept, Request::append);
                RemoteLog log = RemoteLog.connect(config(master.port()))) {
            log.log(7, number(3_000));
            assertThat(log.flush(LONG)).isTrue();
            AppendTest.assertInOrder(master.kept(), 3_001);
        }
    }

    @Test
    void spillOfAnotherProcessIsRefusedWithItsNumber() throws Exception {
        RemoteLogConfig config = config(freePort());
        RemoteLog first = RemoteLog.connect(config);
        assertThatThrownBy(() -> RemoteLog.connect(config))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        first.close(SOON);
    }

    @Test
    void senderThatWaitsIsToldThatItsRecordIsInTheSpill() throws Exception {
        RemoteLog log = RemoteLog.connect(config(freePort()).withDeadline(Duration.ofMillis(300)));
        assertThatThrownBy(() -> log.send(7, number(0)))
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.SPILLED));
        assertThat(log.close(SOON).spilled()).isEqualTo(1);
    }

    @Test
    void goMasterGetsWhatWasSpilled() throws Exception {
        int port = freePort();
        try (RemoteLog log = RemoteLog.connect(config(port))) {
            List<CompletableFuture<Receipt>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(log.sendAsync(7, number(i)));
            }
            await().until(() -> log.status().spilled() == 100);
            try (TestMaster go = TestMaster.start(port, record -> record.reply().respond(0, "ok", ""))) {
                for (int i = 0; i < 100; i++) {
                    Futures.receipt(sent.get(i));
                    assertThat(go.take().payload().asReadOnlyByteBuffer().getInt())
                            .isEqualTo(i);
                }
                await().until(() -> log.status().spilled() == 0);
            }
        }
    }

    /** An application that logs, waits until all of it is in the spill, and dies. */
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) throws Exception {
            RemoteLog log = RemoteLog.connect(RemoteLogConfig.defaults(arguments[0])
                    .withMaxBatchBytes(400)
                    .withSpill("filelog:" + arguments[1]));
            for (int i = 0; i < 3_000; i++) {
                log.log(7, number(i));
            }
            while (log.status().spilled() < 3_000) {
                Thread.onSpinWait();
            }
            System.out.println("spilled " + log.status().spilled());
            // Dies when it is told to.
            System.in.read();
            Runtime.getRuntime().halt(3);
        }
    }

    private List<String> command(int port) {
        String flags = System.getProperty("remotelog.jvm.flags", "");
        return Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        Stream.of(flags.split(" ")).filter(flag -> !flag.isEmpty()),
                        Stream.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                Application.class.getName(),
                                "127.0.0.1:" + port,
                                folder.resolve("spill").toString()))
                .flatMap(part -> part)
                .toList();
    }

    private RemoteLogConfig config(int port) {
        return RemoteLogConfig.defaults("127.0.0.1", port).withSpill("filelog:" + folder.resolve("spill"));
    }

    private static ByteBuffer number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
