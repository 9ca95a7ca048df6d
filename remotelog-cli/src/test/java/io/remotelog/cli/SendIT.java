package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code send}, to a master in another process. */
class SendIT {
    @TempDir
    private Path folder;

    private Program master;
    private String address;

    @BeforeEach
    void startMaster() throws IOException {
        master = Program.start(
                folder, "master --store s --grpc-port 0 --sync-port 0 --max-record-bytes 2000000".split(" "));
        address = master.awaitOut("grpc=(\\S+)").group(1);
    }

    @AfterEach
    void stopMaster() throws IOException {
        master.close();
    }

    @Test
    void linesOfAllSizesArriveInOrderWithTheirBytes() throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            byte[] line = new byte[length(random, i)];
            random.nextBytes(line);
            for (int at = 0; at < line.length; at++) {
                line[at] = line[at] == '\n' ? 0 : line[at];
            }
            lines.write(line);
            lines.write('\n');
        }
        Files.write(folder.resolve("lines"), lines.toByteArray());
        try (Program send = send("lines")) {
            assertThat(send.err()).isEmpty();
            assertThat(send.out()).matches("sent 20000 records, first (.*)/0, last \\1/19999\n");
        }
        try (Program scan = Program.run(folder, "scan", "--store", "s", "--format", "raw")) {
            assertThat(Arrays.mismatch(scan.outBytes(), lines.toByteArray())).isEqualTo(-1);
        }
    }

    /** Mostly short, some of several frames among them, and one of a megabyte and a half. */
    private static int length(Random random, int line) {
        if (line == 9_000) {
            return 1_500_000;
        }
        return random.nextInt(200) == 0 ? random.nextInt(60_000) : random.nextInt(300);
    }

    @Test
    void standardInputAndFilesAreSentOneAfterTheOther() throws IOException {
        Files.writeString(folder.resolve("a b"), "\none");
        Files.writeString(folder.resolve("input"), "two\r\n\n");
        Redirect input = Redirect.from(folder.resolve("input").toFile());
        try (Program send =
                Program.start(folder, input, "send", "--master", address, "--type", "-5", "a b", "-", "/dev/null")) {
            assertThat(send.awaitEnd()).as(send.err()).isZero();
            assertThat(send.out()).contains("sent 4 records");
        }
        assertThat(scan("raw")).isEqualTo("\none\ntwo\r\n\n");
        assertThat(scan("text").lines()).allMatch(line -> line.matches("\\S+ \\S+ \\S+ -5 .*"));
    }

    @Test
    void appWrapsEachLineAndJsonTakesItAsItIs() throws IOException {
        Files.writeString(folder.resolve("lines"), "{\"a\":1}\n");
        send("--app", "lines").close();
        send("--json", "lines").close();
        JsonObject app =
                JsonParser.parseString(scan("json").lines().toList().get(0)).getAsJsonObject();
        assertThat(app.get("type").getAsInt()).isEqualTo(1101);
        JsonObject message = app.getAsJsonObject("app");
        assertThat(message.get("Message").getAsString()).isEqualTo("{\"a\":1}");
        assertThat(message.get("Sys").getAsString()).isNotEmpty();
        assertThat(message.get("Time").getAsString()).matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}");
        assertThat(message.get("TimeInt64").getAsLong() / 1_000_000_000)
                .isCloseTo(app.get("time").getAsLong(), within(5L));
        JsonObject json =
                JsonParser.parseString(scan("json").lines().toList().get(1)).getAsJsonObject();
        assertThat(json.get("type").getAsInt()).isEqualTo(1201);
        assertThat(json.get("text").getAsString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aLineThatTheMasterRefusesIsNamedWithWhatWasAcknowledged() throws IOException {
        Files.writeString(folder.resolve("lines"), "one\ntwo\n" + "x".repeat(2_000_001) + "\nfour\n");
        try (Program send = send("lines")) {
            assertThat(send.awaitEnd()).isEqualTo(1);
            assertThat(send.out()).isEmpty();
            assertThat(send.err())
                    .contains(
                            "stopped at lines:3, which is not in the log",
                            "2000000",
                            "Acknowledged before it: 2 records")
                    .doesNotContain("\tat ");
        }
        assertThat(scan("raw")).isEqualTo("one\ntwo\n");
    }

    @Test
    void whoStopsItIsToldHowFarItGot() throws IOException {
        Files.writeString(folder.resolve("lines"), "line\n".repeat(1_000));
        try (Program send = Program.start(folder, "send", "--master", address, "--rate", "1", "lines")) {
            await().until(() -> !scan("raw").isEmpty());
            send.terminate();
            assertThat(send.awaitEnd()).isEqualTo(128 + 15);
            assertThat(send.out()).isEmpty();
            assertThat(send.err())
                    .containsPattern("stopped by a signal\\. Acknowledged: [1-9][0-9]* records, first \\S+/0, last");
        }
    }

    @Test
    void aWrongFileNameIsToldBeforeAnythingIsSent() throws IOException {
        Files.writeString(folder.resolve("lines"), "one\n");
        try (Program send = send("lines", "absent")) {
            assertThat(send.awaitEnd()).isEqualTo(1);
            assertThat(send.err()).isEqualTo("remotelog send: absent: no such file\n");
        }
        assertThat(scan("raw")).isEmpty();
    }

    @Test
    void aMasterThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Program send = Program.run(folder, "send", "--master", "127.0.0.1:" + port)) {
            assertThat(send.awaitEnd()).isEqualTo(1);
            assertThat(send.err()).contains("cannot reach master 127.0.0.1:" + port, "--grpc-port");
        }
    }

    @Test
    void followingShowsARecordInAnotherProcess() throws IOException {
        try (Program follow = Program.start(folder, "scan", "--store", "s", "--follow", "--format", "raw")) {
            Files.writeString(folder.resolve("first"), "first\n");
            send("first").close();
            follow.awaitOut("^first\n");
            Files.writeString(folder.resolve("second"), "second\n");
            send("second").close();
            follow.awaitOut("^first\nsecond\n");
            assertThat(follow.isAlive()).isTrue();
        }
    }

    @Test
    void aMasterThatIsKilledAndStartedAgainHasEachLineOnce() throws Exception {
        String lines =
                IntStream.range(0, 3_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        Files.writeString(folder.resolve("lines"), lines);
        String port = address.substring(address.lastIndexOf(':') + 1);
        try (Program send = Program.start(folder, "send", "--master", address, "--rate", "500", "lines")) {
            for (int kill = 1; kill <= 3; kill++) {
                long enough = 500L * kill;
                await().atMost(Duration.ofSeconds(30)).until(() -> records() >= enough);
                master.kill();
                master = Program.start(folder, "master", "--store", "s", "--grpc-port", port, "--sync-port", "0");
                master.awaitOut("grpc=(\\S+)");
            }
            assertThat(send.awaitEnd()).as(send.err()).isZero();
            assertThat(send.out()).contains("sent 3000 records, first ", "/0, last ", "/2999");
        }
        assertThat(scan("raw")).isEqualTo(lines);
    }

    /** By the length of the index: the day may begin while this runs, but not twice. */
    private long records() throws IOException {
        try (Stream<Path> days = Files.list(folder.resolve("s"))) {
            return days.map(day -> day.resolve("index"))
                    .filter(Files::exists)
                    .mapToLong(index -> index.toFile().length() / 12)
                    .sum();
        }
    }

    @Test
    void acknowledgementByReplicasIsWaitedForAndMissed() throws IOException {
        Files.writeString(folder.resolve("lines"), "one\ntwo\n");
        try (Program send = send("--ack", "written", "lines")) {
            assertThat(send.awaitEnd()).as(send.err()).isZero();
        }
        String sync = master.awaitOut("sync=(\\S+)").group(1);
        try (Program replica = Program.start(folder, "replica", "--store", "r", "--master", sync, "--name", "berlin")) {
            replica.awaitOut("replica ready");
            try (Program send = send("--ack", "replicated:1", "lines")) {
                assertThat(send.awaitEnd()).as(send.err()).isZero();
            }
            try (Program send = send("--ack", "replicated:2", "lines")) {
                assertThat(send.awaitEnd()).isEqualTo(1);
                assertThat(send.out()).contains("sent 2 records");
                assertThat(send.err())
                        .contains(
                                "2 of 2 records are acknowledged by the master, and were not on 2 replicas within 10 s");
            }
        }
        try (Program send = send("--ack", "safely", "lines")) {
            assertThat(send.awaitEnd()).isEqualTo(2);
            assertThat(send.err()).contains("'safely', want written, durable, or replicated:N");
        }
    }

    @Test
    void aRateIsKept() throws IOException {
        Files.writeString(folder.resolve("lines"), "x\n".repeat(60));
        long begin = System.nanoTime();
        try (Program send = send("--rate", "30", "lines")) {
            assertThat(send.awaitEnd()).as(send.err()).isZero();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_900));
    }

    private Program send(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(new String[] {"send", "--master", address}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Program.run(folder, all);
    }

    private String scan(String format) throws IOException {
        try (Program scan = Program.run(folder, "scan", "--store", "s", "--format", format)) {
            assertThat(scan.awaitEnd()).as(scan.err()).isZero();
            return new String(scan.outBytes(), UTF_8);
        }
    }
}
