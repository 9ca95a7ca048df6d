package io.remotelog.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder, below {@code java.io.tmpdir}, that is removed with all that is in it. One thread. */
final class BenchFolder implements Closeable {
    private final Path path;

    BenchFolder() throws IOException {
        path = Files.createTempDirectory("remotelog-bench");
    }

    Path path() {
        return path;
    }

    /** A store in this folder that leaves writing to the operating system: the disk is not what is measured. */
    String store() {
        return "filelog:" + path + "?fsync=never";
    }

    /** A store in this folder that has on the disk what it has committed. */
    String durableStore() {
        return "filelog:" + path + "?fsync=commit";
    }

    /** A store in this folder that has on the disk 10 ms later what it has committed. */
    String intervalStore() {
        return "filelog:" + path + "?fsync=interval=10ms";
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.delete(each);
        }
    }
}
