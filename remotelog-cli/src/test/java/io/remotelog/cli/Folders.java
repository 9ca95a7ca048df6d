package io.remotelog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders for tests: the ones that Go wrote, and what a folder holds. */
final class Folders {
    private Folders() {}

    /** Copies the days that go-filelog wrote. */
    static Path golden(Path target) throws IOException {
        Path source = Path.of("src/test/resources/golden");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file)));
            }
        }
        return target;
    }

    /** Every file and folder with its time of change, and the bytes of files, in hex. */
    static SortedMap<String, String> contents(Path folder) throws IOException {
        SortedMap<String, String> contents = listing(folder);
        for (Map.Entry<String, String> entry : contents.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (Files.isRegularFile(file)) {
                entry.setValue(entry.getValue() + " " + HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** Every file and folder with its length and time of change. */
    static SortedMap<String, String> listing(Path folder) throws IOException {
        SortedMap<String, String> listing = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                listing.put(
                        folder.relativize(file).toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return listing;
    }
}
