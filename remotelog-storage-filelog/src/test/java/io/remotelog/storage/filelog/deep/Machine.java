package io.remotelog.storage.filelog.deep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What these tests need of the machine. What it lacks is an error that names the Debian package, and no test is passed over. */
final class Machine {
    /** Commands, and the Debian package of each. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("mount", "mount"),
            Map.entry("umount", "mount"),
            Map.entry("losetup", "mount"),
            Map.entry("unshare", "util-linux"),
            Map.entry("sh", "dash"),
            Map.entry("mkfs.ext4", "e2fsprogs"),
            Map.entry("chattr", "e2fsprogs"),
            Map.entry("mkfs.xfs", "xfsprogs"),
            Map.entry("xfs_io", "xfsprogs"),
            Map.entry("fusermount3", "fuse3"),
            Map.entry("gcc", "gcc libc6-dev"),
            Map.entry("pkg-config", "pkg-config"));

    private static final List<String> FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Machine() {}

    /** Fails unless the tests run as root and each of the commands is there. */
    static void require(String... commands) throws IOException {
        List<String> lacking = new ArrayList<>();
        if (!run("id", "-u").strip().equals("0")) {
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

    /** Fails unless there are loop devices. */
    static void requireLoopDevices() throws IOException {
        require("mount", "umount", "losetup");
        if (!Files.exists(Path.of("/dev/loop-control"))) {
            throw new IOException(
                    "this machine lacks /dev/loop-control: load the kernel module loop, and in a container "
                            + "allow its devices");
        }
    }

    /** Fails unless programs can be file systems. */
    static void requireFuse() throws IOException {
        require("gcc", "pkg-config", "fusermount3");
        if (!Files.exists(Path.of("/dev/fuse"))) {
            throw new IOException(
                    "this machine lacks /dev/fuse: load the kernel module fuse, and in a container allow its device");
        }
        if (execute(List.of("pkg-config", "--exists", "fuse3")).exit != 0) {
            throw new IOException("this machine lacks the headers of fuse3: apt-get install libfuse3-dev");
        }
    }

    /** Compiles a C source of the test's resources into a file in a folder. */
    static Path compile(Path folder, String source, String output, String... flags) throws IOException {
        require("gcc");
        Path from = folder.resolve(source);
        try (InputStream in = Machine.class.getResourceAsStream("/deep/" + source)) {
            Files.copy(in, from, StandardCopyOption.REPLACE_EXISTING);
        }
        Path to = folder.resolve(output);
        List<String> command = new ArrayList<>(
                List.of("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", to.toString()));
        command.add(from.toString());
        command.addAll(List.of(flags));
        run(command.toArray(String[]::new));
        return to;
    }

    /** Runs a command to its end, and gives what it printed; fails with that if its exit code is not 0. */
    static String run(String... command) throws IOException {
        Ended ended = execute(List.of(command));
        if (ended.exit != 0) {
            throw new IOException(String.join(" ", command) + ": exit " + ended.exit + ": " + ended.output.strip());
        }
        return ended.output;
    }

    private record Ended(int exit, String output) {}

    private static Ended execute(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
            }
            return new Ended(process.waitFor(), output.toString());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during " + String.join(" ", command), e);
        }
    }
}
