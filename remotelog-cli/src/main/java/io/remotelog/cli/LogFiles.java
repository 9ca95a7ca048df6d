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

    static LogFiles of(Path root) throws IOException {
        try (Stream<Path> files = Files.find(root, 2, (path, attributes) -> attributes.isRegularFile())) {
            List<Path> names = files.map(root::relativize)
                    .filter(name -> name.toString().matches("[0-9]{8}/(index|data[0-9]+|finish)"))
                    .toList();
            return new LogFiles(root, new TreeSet<>(names));
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
