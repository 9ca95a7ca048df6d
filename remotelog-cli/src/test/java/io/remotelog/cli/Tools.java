package io.remotelog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tests of networks need of the machine. What it lacks is an error that names the Debian package. */
final class Tools {
    /** Commands, and the Debian packages of each. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("ip", "iproute2"),
            Map.entry("tc", "iproute2"),
            Map.entry("ss", "iproute2"),
            Map.entry("ethtool", "ethtool"),
            Map.entry("nft", "nftables"),
            Map.entry("gcc", "gcc libc6-dev"));

    private static final List<String> FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Tools() {}

    /** Fails unless the tests run as root and each of the commands is there. */
    static void require(String... commands) throws IOException {
        List<String> lacking = new ArrayList<>();
        if (!Files.isWritable(Path.of("/run"))) {
            lacking.add("root: run as root");
        }
        for (String command : commands) {
            if (FOLDERS.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, command)))) {
                lacking.add(command + ": apt-get install " + PACKAGES.get(command));
            }
        }
        if (!lacking.isEmpty()) {
            throw new IOException("this machine lacks " + String.join("; ", lacking));
        }
    }
}
