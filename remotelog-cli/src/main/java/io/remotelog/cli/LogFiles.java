package io.remotelog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files that hold a log: {@code index}, {@code data*} and {@code finish} of each day.
 *
 * @param root the store's folder
 * @param names relative to it
 */
record LogFiles(Path root, SortedSet<Path> names) {

    /** Looks at names in days only: a log in use has files beside them that come and go. */
    static LogFiles of(Path root) throws IOException {
        SortedSet<Path> names = new TreeSet<>();
        for (Path day : named(root, "[0-9]{8}")) {
            if (Files.isDirectory(day)) {
                named(day, "index|data[0-9]+|finish").forEach(file -> names.add(root.relativize(file)));
            }
        }
        return new LogFiles(root, names);
    }

    private static List<Path> named(Path folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .toList();
        }
    }

    /** Finds where two folders differ; empty if nowhere. */
    List<String> differences(LogFiles other) throws IOException {
        SortedSet<Path> all = new TreeSet<>(names);
        all.addAll(other.names);
        List<String> differences = new ArrayList<>();
        for (Path name : all) {
            if (!Files.exists(root.resolve(name)) || !Files.exists(other.root.resolve(name))) {
                differences.add(name + " is in one of them only");
            } else {
                long at = Files.mismatch(root.resolve(name), other.root.resolve(name));
                if (at >= 0) {
                    differences.add(name + " differs from byte " + at + " on");
                }
            }
        }
        return differences;
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path name : names) {
            bytes += Files.size(root.resolve(name));
        }
        return bytes;
    }
}
