package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Master and replica as processes, either one killed in mid-stream and started again, any number of times. */
class MirrorIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int ROUNDS = 4;
    private static final int LINES = 3_000;
    private static final int INDEX_ENTRY_BYTES = 12;

    @TempDir
    private Path folder;

    private final List<Sending> sendings = new ArrayList<>();
    private Program master;
    private Program replica;
    private String grpc = "0";
    private String sync = "0";

    /** One that stays, and one that no run before had. */
    static LongStream seeds() {
        return LongStream.of(20260131, System.nanoTime());
    }

    @AfterEach
    void stop() throws IOException {
        master.close();
        replica.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLineIsThereOnceAndBothFoldersAreIdentical(long seed) throws IOException {
        Random random = new Random(seed);
        startMaster();
        startReplica();
        for (int round = 0; round < ROUNDS; round++) {
            sendAndKill(random, random.nextBoolean());
        }
        Sending last = startSending(random);
        assertThat(last.program().awaitEnd()).as(last.program().err()).isZero();
        await().atMost(BOUND).until(() -> records("r") == records("m"));
        master.terminate();
        replica.terminate();
        master.awaitEnd();
        replica.awaitEnd();
        assertThat(LogFiles.of(folder.resolve("m")).differences(LogFiles.of(folder.resolve("r"))))
                .isEmpty();
        assertThat(scanned("r"))
                .isEqualTo(sendings.stream().flatMap(s -> s.lines().stream()).toList());
        for (Sending sending : sendings) {
            sending.program().close();
        }
    }

    private void sendAndKill(Random random, boolean killMaster) throws IOException {
        String victimStore = killMaster ? "m" : "r";
        long from = records(victimStore);
        Sending sending = startSending(random);
        long threshold = from + 1 + random.nextInt(LINES / 2);
        await().atMost(BOUND).pollInterval(Duration.ofMillis(1)).until(() -> records(victimStore) >= threshold);
        if (killMaster) {
            master.kill();
            startMaster();
        } else {
            replica.kill();
            startReplica();
        }
        assertThat(sending.program().awaitEnd()).as(sending.program().err()).isZero();
    }

    private Sending startSending(Random random) throws IOException {
        String prefix = "s" + sendings.size() + " ";
        List<String> lines = IntStream.range(0, LINES)
                .mapToObj(i -> prefix + i + " "
                        + "x".repeat(random.nextInt(300) == 0 ? random.nextInt(40_000) : random.nextInt(200)))
                .toList();
        Path file = Files.write(folder.resolve("lines" + sendings.size()), lines);
        Sending sending = new Sending(
                Program.start(
                        folder,
                        "send",
                        "--master",
                        "127.0.0.1:" + grpc,
                        file.getFileName().toString()),
                lines);
        sendings.add(sending);
        return sending;
    }

    private void startMaster() throws IOException {
        if (master != null) {
            master.close();
        }
        master = Program.start(folder, "master", "--store", "m", "--grpc-port", grpc, "--sync-port", sync);
        Matcher ready = master.awaitOut("ready grpc=[^:]*:([0-9]+) sync=[^:]*:([0-9]+)");
        grpc = ready.group(1);
        sync = ready.group(2);
    }

    private void startReplica() throws IOException {
        if (replica != null) {
            replica.close();
        }
        replica = Program.start(folder, "replica", "--store", "r", "--master", "127.0.0.1:" + sync);
        replica.awaitOut("ready");
    }

    /** Over all days, since a test may run at midnight. */
    private long records(String store) throws IOException {
        long records = 0;
        for (Path index : indexes(store)) {
            records += Files.size(index) / INDEX_ENTRY_BYTES;
        }
        return records;
    }

    /** Without a look at what comes and goes beside the days, such as a journal that is being made. */
    private List<Path> indexes(String store) throws IOException {
        Path root = folder.resolve(store);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.map(day -> day.resolve("index")).filter(Files::exists).toList();
        }
    }

    private List<String> scanned(String store) throws IOException {
        try (Program scan = Program.run(folder, "scan", "--store", store, "--format", "raw")) {
            assertThat(scan.awaitEnd()).as(scan.err()).isZero();
            return new String(scan.outBytes(), ISO_8859_1).lines().toList();
        }
    }

    /** Lines on their way. */
    private record Sending(Program program, List<String> lines) {}
}
