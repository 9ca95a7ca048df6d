package io.remotelog.storage.filelog.deep;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.storage.filelog.PlantedStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A store of a finished day and one that is not, so small that each of its bytes can be tried; held in memory, so that it is
 * soon made again.
 *
 * @param name how it was left
 * @param files the bytes of each file, by its path in the store
 * @param counts how many records were acknowledged, by day
 */
record SmallStore(String name, Map<String, byte[]> files, Map<LocalDate, Integer> counts) {
    static final long SEED = 7;

    /** Of all records. */
    static final UUID PRODUCER = new UUID(7, 7);

    static final int MAX_PAYLOAD = 90;
    private static final LocalDate FINISHED = LocalDate.of(2026, 3, 1);
    private static final LocalDate OPEN = FINISHED.plusDays(1);

    /** How its writer ended. */
    enum End {
        CLOSED,
        KILLED
    }

    /**
     * Makes one.
     *
     * @param empty a folder that is not there yet
     */
    static SmallStore make(Path empty, String fsync, End end) throws IOException {
        Map<LocalDate, Integer> counts = new TreeMap<>();
        try (LogStore store = PlantedStores.open("planted:" + empty + "?sizes=tiny&fsync=" + fsync);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(FINISHED);
            append(writer, counts, FINISHED, 12);
            writer.finish(FINISHED);
            writer.open(OPEN);
            append(writer, counts, OPEN, 9);
            // A checkpoint, and more after it.
            writer.open(OPEN);
            append(writer, counts, OPEN, 7);
            append(writer, counts, OPEN, 6);
            if (end == End.KILLED) {
                return read(empty, fsync, end, counts);
            }
        }
        return read(empty, fsync, end, counts);
    }

    private static void append(LogWriter writer, Map<LocalDate, Integer> counts, LocalDate day, int records)
            throws IOException {
        Sent sent = new Sent(SEED, MAX_PAYLOAD);
        int from = counts.getOrDefault(day, 0);
        for (int id = from; id < from + records; id++) {
            sent.record(day, id).appendTo(writer);
        }
        writer.note(PRODUCER, noted(counts), records);
        writer.commit();
        counts.put(day, from + records);
    }

    private static int noted(Map<LocalDate, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Where the producer of all records goes on. */
    int noted() {
        return noted(counts);
    }

    private static SmallStore read(Path root, String fsync, End end, Map<LocalDate, Integer> counts)
            throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return new SmallStore(fsync + ", " + end, files, counts);
    }

    /** Writes it into a folder, with other bytes in one file, or, if these are null, without that file. */
    void write(Path root, String changed, byte[] bytes) throws IOException {
        delete(root);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            byte[] content = file.getKey().equals(changed) ? bytes : file.getValue();
            if (content != null) {
                Files.write(path, content);
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            List<Path> paths = new ArrayList<>();
            try (Stream<Path> all = Files.walk(root)) {
                all.forEach(paths::add);
            }
            for (int i = paths.size() - 1; i >= 0; i--) {
                Files.delete(paths.get(i));
            }
        }
    }
}
