package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Folders that tests begin with, and what is in them afterwards. */
final class Places {
    private Places() {}

    /** Opens the file store in a folder, without waiting for the disk: no test of this kind takes its power away. */
    static LogStore open(Path root) {
        return new FileLogStore(
                new UnforcedDisk(),
                root.toAbsolutePath(),
                FsyncPolicy.NEVER,
                Sizes.DEFAULT,
                () -> new SystemBackground("remotelog-store-" + root.getFileName()));
    }

    /** Copies a day folder that go-filelog wrote into a store. */
    static Path golden(String day, Path root) throws IOException {
        try {
            Path from = Path.of(Places.class.getResource("/filelog/" + day).toURI());
            return copy(from, root.resolve(day));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Copies a folder of files. */
    static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : names(from)) {
            Files.write(to.resolve(name), Files.readAllBytes(from.resolve(name)));
        }
        return to;
    }

    /** The names in a folder, sorted. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The names of those files in a day's folder that Go programs know, sorted. */
    static List<String> goNames(Path day) throws IOException {
        return names(day).stream()
                .filter(name -> !name.equals("crc32c") && !name.equals("checkpoint"))
                .toList();
    }

    /** Makes a day's folder one that only a Go program wrote. */
    static void forgetOurs(Path day) throws IOException {
        Files.deleteIfExists(day.resolve("crc32c"));
        Files.deleteIfExists(day.resolve("checkpoint"));
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] block = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
