package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.replica.Mirroring;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master with little memory, and records of which it cannot hold one for each replica. */
class SmallHeapIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int RECORDS = 4;
    private static final int RECORD_BYTES = 6_000_000;
    private static final int REPLICAS_OF_EACH_VERSION = 3;

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void longRecordsReachManyReplicasOfEitherVersionInTurns() throws Exception {
        Program master = opened(Program.startCommand(
                folder,
                Redirect.from(new File("/dev/null")),
                List.of(
                        "env",
                        "JAVA_OPTS=-Xmx64m",
                        Program.LAUNCHER.toString(),
                        "master",
                        "--store=m",
                        "--grpc-port=0",
                        "--sync-port=0",
                        "--fsync=never")));
        Matcher ready = master.awaitOut("ready grpc=([^ ]*) sync=[^:]*:([0-9]+)");
        List<LogStore> copies = new ArrayList<>();
        for (Mirroring.Protocol version : List.of(Mirroring.Protocol.V1, Mirroring.Protocol.V2)) {
            for (int i = 0; i < REPLICAS_OF_EACH_VERSION; i++) {
                LogStore copy = opened(LogStores.open("filelog:" + folder.resolve(version.toString() + i)));
                ReplicaConfig config = ReplicaConfig.of("127.0.0.1", Integer.parseInt(ready.group(2)))
                        .withMirroring(Mirroring.defaults().withProtocol(version));
                opened(Replica.start(copy, config, () -> {}));
                copies.add(copy);
            }
        }
        send(ready.group(1));
        await().atMost(BOUND).untilAsserted(() -> {
            for (LogStore copy : copies) {
                assertThat(count(copy)).isEqualTo(RECORDS);
            }
        });
        assertThat(master.err()).doesNotContain("memory", "WARN", "ERROR");
    }

    private void send(String master) throws IOException {
        Random random = new Random(11);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] bytes = new byte[RECORD_BYTES / 4 * 3];
            random.nextBytes(bytes);
            lines.add(Base64.getEncoder().encodeToString(bytes));
        }
        Files.write(folder.resolve("lines"), lines);
        try (Program send = Program.run(folder, "send", "--master", master, "lines")) {
            assertThat(send.out()).as(send.err()).contains("sent " + RECORDS + " records");
        }
    }

    private static long count(LogStore log) throws IOException {
        long count = 0;
        for (LocalDate day : log.days()) {
            Optional<DayLog> found = log.find(day);
            count += found.isPresent() ? found.get().count() : 0;
        }
        return count;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }
}
