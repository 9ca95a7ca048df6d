package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Position;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.master.MasterTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Masters and replicas of this process with real files and real sockets, each in a folder of its own name. */
@Timeout(120)
abstract class MirroringTestBase {
    static final ZoneId ZONE = ZoneOffset.UTC;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<AutoCloseable, LogStore> stores = new HashMap<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    final Path folder(String name) {
        return folder.resolve(name);
    }

    final LogStore open(String name) throws IOException {
        return open(name, "never");
    }

    private LogStore open(String name, String fsync) throws IOException {
        return opened(LogStores.open("filelog:" + folder(name) + "?fsync=" + fsync));
    }

    final Master master(int port) throws IOException {
        return master("master", port, config -> config);
    }

    /** A master in the folder of this name; port 0 takes a free one. */
    final Master master(String name, int port, UnaryOperator<MasterConfig> settings) throws IOException {
        LogStore store = open(name);
        Master master = opened(Master.start(store, settings.apply(masterConfig(port))));
        stores.put(master, store);
        return master;
    }

    /** The same in the folder {@code master}, at a free port, by clocks that can be put forward. */
    final Master master(MasterTime time, UnaryOperator<MasterConfig> settings) throws IOException {
        LogStore store = open("master");
        Master master = opened(time.start(store, settings.apply(masterConfig(0))));
        stores.put(master, store);
        return master;
    }

    private static MasterConfig masterConfig(int port) {
        return MasterConfig.defaults()
                .withGrpcAddress(Optional.empty())
                .withSyncAddress(Optional.of(loopback(port)))
                .withZone(Optional.of(ZONE));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    static int port(Master master) {
        return master.syncAddress().orElseThrow().getPort();
    }

    /** A replica in the folder of this name. */
    final Replica replica(String name, int port, UnaryOperator<ReplicaConfig> settings) throws IOException {
        return replica(name, "never", port, settings);
    }

    /** The same, by another policy. */
    final Replica replica(String name, String fsync, int port, UnaryOperator<ReplicaConfig> settings)
            throws IOException {
        LogStore store = open(name, fsync);
        ReplicaConfig config = ReplicaConfig.of("127.0.0.1", port).withZone(Optional.of(ZONE));
        Replica replica = opened(Replica.start(store, settings.apply(config), () -> {}));
        stores.put(replica, store);
        return replica;
    }

    /** The store under a master or a replica. */
    final LogStore store(AutoCloseable running) {
        return stores.get(running);
    }

    final <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    /** Closes a master or a replica, and the store under it. */
    final void close(AutoCloseable resource) throws Exception {
        opened.remove(resource);
        resource.close();
        LogStore store = stores.remove(resource);
        if (store != null) {
            opened.remove(store);
            store.close();
        }
    }

    /** Records of a day that is over, of all sizes, in the master's folder. */
    final void history(LocalDate day, int records, boolean finish) throws IOException {
        history("master", day, records, finish);
    }

    /** The same records for the same day, in whichever folder. */
    final void history(String name, LocalDate day, int records, boolean finish) throws IOException {
        try (LogStore store = LogStores.open("filelog:" + folder(name) + "?fsync=never");
                var writer = store.writer(ZONE)) {
            writer.open(day);
            Random random = new Random(day.toEpochDay());
            for (int i = 0; i < records; i++) {
                writer.append(i, (short) random.nextInt(), payload(random));
            }
            writer.commit();
            if (finish) {
                writer.finish(day);
            }
        }
    }

    static void append(Master master, int records, int seed) throws IOException {
        Random random = new Random(seed);
        Position last = null;
        for (int i = 0; i < records; i++) {
            last = master.commitData((short) random.nextInt(), payload(random));
        }
        assertThat(last).isNotNull();
    }

    private static ByteBuffer payload(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(100) == 0 ? 20_000 : 200)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            Arrays.fill(bytes, (byte) 'a');
        }
        return ByteBuffer.wrap(bytes);
    }

    final long count(String name, LocalDate day) throws IOException {
        return count(name, name(day));
    }

    private long count(String name, String day) throws IOException {
        Path index = folder(name).resolve(day).resolve("index");
        return Files.exists(index) ? Files.size(index) / 12 : 0;
    }

    final void awaitCount(String store, LocalDate day, long records) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count(store, day) == records);
    }

    /** Waits until the replica's files are those of the master, byte for byte, for each day that the master has. */
    final void awaitIdentical(String replica, LocalDate today) {
        awaitIdentical("master", replica, today);
    }

    /** The same, of any two folders. */
    final void awaitIdentical(String original, String copy, LocalDate today) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    // The length of an index first: nothing is read of a store that is still behind.
                    return count(original, today) == count(copy, today)
                            && files(copy).equals(files(original));
                });
    }

    /** The files of the days that hold records, with their bytes. */
    final Map<String, ByteBuffer> files(String name) throws IOException {
        Map<String, ByteBuffer> files = new TreeMap<>();
        for (String day : names(folder(name))) {
            // Only days: other files, such as a journal that is being made, come and go.
            if (!day.matches("\\d{8}") || count(name, day) == 0) {
                continue;
            }
            for (String file : names(folder(name).resolve(day))) {
                if (file.matches("index|data\\d{6}|finish")) {
                    Path path = folder(name).resolve(day).resolve(file);
                    files.put(day + "/" + file, ByteBuffer.wrap(Files.readAllBytes(path)));
                }
            }
        }
        return files;
    }

    /** A copy of a folder whose store is closed. */
    final void copy(String from, String to) throws IOException {
        try (Stream<Path> paths = Files.walk(folder(from))) {
            for (Path path : paths.toList()) {
                Files.copy(path, folder(to).resolve(folder(from).relativize(path)));
            }
        }
    }

    static List<String> names(Path path) throws IOException {
        try (Stream<Path> paths = Files.list(path)) {
            return paths.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    static String name(LocalDate day) {
        return day.toString().replace("-", "");
    }
}
