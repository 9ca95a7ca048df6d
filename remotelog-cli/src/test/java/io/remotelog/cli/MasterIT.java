package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code master}: its one line, its end, and what keeps it from starting. */
class MasterIT {
    private static final int SIGTERM_EXIT = 128 + 15;
    private static final String[] MASTER = {"master", "--store", "s", "--grpc-port", "0", "--sync-port", "0"};

    @TempDir
    private Path folder;

    @Test
    void servesUntilItIsToldToStopAndKeepsWhatItAcknowledged() throws IOException {
        Files.createDirectories(folder.resolve("my store/backup"));
        Files.writeString(folder.resolve("lines"), "one\ntwo\n");
        String day;
        try (Program master =
                Program.start(folder, "master", "--store", "my store", "--grpc-port", "0", "--sync-port", "0")) {
            Matcher ready = master.awaitOut(
                    "^master ready grpc=(127\\.0\\.0\\.1:[1-9][0-9]*) sync=127\\.0\\.0\\.1:[1-9][0-9]* store=my store\n");
            try (Program send = Program.run(folder, "send", "--master", ready.group(1), "lines")) {
                assertThat(send.out()).matches("sent 2 records, first (.*)/0, last \\1/1\n");
                day = send.out().replaceAll(".*first (.*)/0,.*\n", "$1");
            }
            master.terminate();
            assertThat(master.awaitEnd()).isEqualTo(SIGTERM_EXIT);
            assertThat(master.out().lines()).hasSize(1);
            assertThat(master.err())
                    .contains("stopping")
                    .endsWith("stopped\n")
                    .doesNotContain("\tat ", "WARN", "ERROR");
        }
        try (Program scan = Program.run(folder, "scan", "--store", "my store", "--date", day, "--format", "raw")) {
            assertThat(scan.out()).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void whatIsUnderWayWhenItIsToldToStopIsAnsweredAndTheRestGoesToTheNextOne() throws IOException {
        List<String> lines =
                IntStream.range(0, 50_000).mapToObj(i -> "line " + i).toList();
        Files.write(folder.resolve("lines"), lines);
        Program master = Program.start(folder, "master", "--store", "s", "--grpc-port", "0", "--sync-port", "0");
        Matcher ready = master.awaitOut("grpc=(\\S+:(\\S+))");
        try (Program send = Program.start(folder, "send", "--master", ready.group(1), "lines");
                Program follow = Program.start(folder, "scan", "--store", "s", "--follow", "--limit", "1000")) {
            assertThat(follow.awaitEnd()).isZero();
            master.terminate();
            assertThat(master.awaitEnd()).isEqualTo(SIGTERM_EXIT);
            master.close();
            master = Program.start(folder, "master", "--store", "s", "--grpc-port", ready.group(2), "--sync-port", "0");
            boolean sentAll = send.awaitEnd() == 0;
            String told = sentAll ? send.out() : send.err();
            try (Program scan = Program.run(folder, "scan", "--store", "s", "--format", "raw")) {
                List<String> kept = scan.out().lines().toList();
                if (sentAll) {
                    assertThat(kept).isEqualTo(lines);
                } else {
                    // On a machine so busy that the next master was not up in time. Later lines may have come before it
                    // ended.
                    assertThat(told).containsAnyOf("DEADLINE_EXCEEDED", "its turn did not come within");
                    assertThat(kept)
                            .as(told)
                            .startsWith(lines.subList(0, acknowledged(told)).toArray(String[]::new))
                            .doesNotHaveDuplicates()
                            .isSubsetOf(lines)
                            .isSortedAccordingTo(Comparator.comparing(MasterIT::number));
                }
            }
        } finally {
            master.close();
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }

    private static int acknowledged(String told) {
        Matcher acknowledged =
                Pattern.compile("Acknowledged before it: ([0-9]+) records").matcher(told);
        assertThat(acknowledged.find()).as(told).isTrue();
        return Integer.parseInt(acknowledged.group(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "my store?fsync=x:y | my store?fsync=x:y | never | never",
                "./odd:path | odd:path | interval=10ms | interval=10ms",
                "filelog:with space | with space | | commit",
                "filelog:s?fsync=never | s | never | never",
            })
    void theFsyncPolicyIsToldAndTheStoreIsWhereItWasAskedFor(String store, String name, String fsync, String told)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("master", "--store", store, "--grpc-port", "off", "--sync-port", "0"));
        if (fsync != null) {
            arguments.addAll(List.of("--fsync", fsync));
        }
        try (Program master = Program.start(folder, arguments.toArray(String[]::new))) {
            master.awaitOut("ready");
            assertThat(master.out()).endsWith("store=" + store + "\n");
            assertThat(master.err()).contains("store " + store + ": fsync=" + told + "\n");
        }
        try (Stream<Path> made = Files.list(folder)) {
            assertThat(made.map(path -> path.getFileName().toString())).containsExactly(name);
        }
    }

    @Test
    void whatWasCutAfterACrashIsToldAndADamagedDayIsNotOpened() throws IOException {
        Files.writeString(folder.resolve("lines"), "one\ntwo\nthree\n");
        try (Program master = Program.start(folder, MASTER)) {
            Matcher ready = master.awaitOut("grpc=(\\S+)");
            Program.run(folder, "send", "--master", ready.group(1), "lines").close();
            master.kill();
        }
        Path data = dayFolder().resolve("data000000");
        Files.writeString(data, "torn", StandardOpenOption.APPEND);
        try (Program master = Program.start(folder, MASTER)) {
            master.awaitOut("ready");
            assertThat(master.err())
                    .containsPattern("WARN +DayRoll: day [0-9-]+: data000000: 4 bytes cut \\(ids 3 to 3\\): ")
                    .contains("from id 3")
                    .doesNotContain("\tat ");
            master.terminate();
            master.awaitEnd();
        }
        Files.write(data, Arrays.copyOf(Files.readAllBytes(data), 20));
        mistake(String.join(" ", MASTER), "verify --repair");
        mistake("replica --store s --master 127.0.0.1:1", "verify --repair");
    }

    @Test
    void theOldestDaysGoWhenTheLogTakesMoreThanItMay() throws IOException {
        Path store = Folders.golden(folder.resolve("s"));
        String[] keeping = Arrays.copyOf(MASTER, MASTER.length + 2);
        keeping[MASTER.length] = "--retain-bytes";
        keeping[MASTER.length + 1] = "100000";
        try (Program master = Program.start(folder, keeping)) {
            master.awaitOut("ready");
            assertThat(store.resolve("20260131")).exists();
        }
        // The newer day takes 47 bytes.
        keeping[MASTER.length + 1] = "47";
        try (Program master = Program.start(folder, keeping)) {
            master.awaitOut("ready");
            assertThat(store.resolve("20260131")).doesNotExist();
            assertThat(store.resolve("20260301")).exists();
            assertThat(master.err()).contains("days [2026-01-31] removed: 47 bytes are kept");
        }
    }

    private Path dayFolder() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("s"))) {
            return all.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void runsWithoutAPortForApplications() throws IOException {
        try (Program master =
                Program.start(folder, "master", "--store", "s", "--grpc-port", "off", "--sync-port", "0")) {
            master.awaitOut("^master ready grpc=off sync=127\\.0\\.0\\.1:[0-9]+ store=s\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--grpc-port", "--sync-port"})
    void aPortInUseIsNamedAndNothingIsCreated(String option) throws IOException {
        String other = option.equals("--grpc-port") ? "--sync-port" : "--grpc-port";
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            mistake("master --store s " + option + " " + port + " " + other + " 0", "127.0.0.1:" + port, option);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void onePortCannotServeBoth() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        mistake("master --store s --grpc-port " + port + " --sync-port " + port, "127.0.0.1:" + port);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whoSpeaksAnotherProtocolDoesNotFillTheLog() throws IOException {
        try (Program master = Program.start(folder, MASTER)) {
            Matcher ready = master.awaitOut("grpc=127\\.0\\.0\\.1:([0-9]+) ");
            for (int i = 0; i < 20; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(ready.group(1)))) {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
                    socket.getInputStream().readAllBytes();
                }
            }
            master.terminate();
            master.awaitEnd();
            assertThat(master.err()).doesNotContain("\tat ", "Transport failed");
        }
    }

    @Test
    void whoAnnouncesAMessageThatIsTooLongDoesNotFillTheLog() throws Exception {
        try (Program master = Program.start(folder, MASTER)) {
            Matcher ready = master.awaitOut("grpc=127\\.0\\.0\\.1:([0-9]+) ");
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(ready.group(1)))
                    .usePlaintext()
                    .build();
            try {
                // Of health, since that asks nobody for a token.
                HealthCheckRequest request = HealthCheckRequest.newBuilder()
                        .setService("x".repeat(33 << 20))
                        .build();
                assertThatThrownBy(() -> HealthGrpc.newBlockingStub(channel).check(request))
                        .isInstanceOf(StatusRuntimeException.class);
            } finally {
                channel.shutdownNow();
            }
            master.terminate();
            master.awaitEnd();
            assertThat(master.err()).doesNotContain("\tat ", "Exception processing message");
        }
    }

    @Test
    void aStoreThatIsAFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
        mistake("master --store file --grpc-port 0 --sync-port 0", "file is a file");
        assertThat(folder.resolve("file")).hasContent("mine");
    }

    @Test
    void aStoreThatCannotBeMadeIsNamed() throws IOException {
        // Not even root makes folders there.
        mistake("master --store /proc/remotelog --grpc-port 0 --sync-port 0", "/proc/remotelog");
    }

    @Test
    void anUnknownHostIsNamed() throws IOException {
        mistake("master --store s --host nowhere.invalid", "host 'nowhere.invalid'");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aStoreHasOneWriterAndOneZone() throws IOException {
        try (Program master = Program.start(
                folder, "master", "--store", "s", "--grpc-port", "off", "--sync-port", "0", "--zone", "UTC")) {
            master.awaitOut("ready");
            mistake("master --store s --grpc-port off --sync-port 0", "process " + master.pid());
            mistake("replica --store s --master 127.0.0.1:1", "process " + master.pid());
        }
        mistake("master --store s --grpc-port off --sync-port 0 --zone Asia/Tokyo", "UTC", "Asia/Tokyo");
    }

    private void mistake(String arguments, String... said) throws IOException {
        try (Program program = Program.start(folder, arguments.split(" "))) {
            assertThat(program.awaitEnd()).as(program.err()).isEqualTo(1);
            assertThat(program.out()).isEmpty();
            assertThat(program.err()).contains(said).doesNotContain("\tat ");
        }
    }
}
