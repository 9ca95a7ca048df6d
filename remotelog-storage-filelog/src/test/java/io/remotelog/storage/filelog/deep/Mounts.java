package io.remotelog.storage.filelog.deep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** File systems that tests mount, each on a folder of its own. */
final class Mounts {
    private static final int TRIES = 200;
    private static final String XFS_MAGIC = "XFSB";

    private Mounts() {}

    /** The file systems that are tested on. */
    enum Kind {
        EXT4("48M", "mkfs.ext4 -q -F -b 4096 -J size=4 -N 512 -O ^resize_inode"),
        /** Newer mkfs.xfs make none that is smaller. */
        XFS("300M", "mkfs.xfs -q -f");

        private final String size;
        private final String make;

        Kind(String size, String make) {
            this.size = size;
            this.make = make;
        }

        /** Makes an image of an empty file system. */
        Path make(Path image) throws IOException {
            return make(image, size);
        }

        /** Makes an image of an empty file system of a size. */
        Path make(Path image, String ofSize) throws IOException {
            List<String> command = new ArrayList<>(List.of(make.split(" ", -1)));
            command.add(image.toString());
            Machine.require(command.get(0));
            Files.deleteIfExists(image);
            Machine.run("truncate", "-s", ofSize, image.toString());
            Machine.run(command.toArray(String[]::new));
            return image;
        }
    }

    /** Mounts a file system in memory. */
    static Path inMemory(Undo undo, Path folder, String size) throws IOException {
        Machine.require("mount", "umount");
        Files.createDirectories(folder);
        Machine.run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
        undo.later(() -> unmountAtLast(folder));
        // So that processes with mounts of their own, whosever they are, do not hold what is mounted in here, either.
        Machine.run("mount", "--make-shared", folder.toString());
        return folder;
    }

    /** Mounts an image, through a loop device that goes when it is unmounted. */
    static void image(Path image, Path folder) throws IOException {
        Files.createDirectories(folder);
        // Else xfs refuses a copy of what is mounted already.
        String options = isXfs(image) ? "loop,nouuid" : "loop";
        Machine.run("mount", "-o", options, image.toString(), folder.toString());
    }

    private static boolean isXfs(Path image) throws IOException {
        try (InputStream in = Files.newInputStream(image)) {
            return new String(in.readNBytes(XFS_MAGIC.length()), StandardCharsets.US_ASCII).equals(XFS_MAGIC);
        }
    }

    /** Unmounts, as soon as nobody uses it any more; does nothing if nothing is mounted there. */
    static void unmount(Path folder) throws IOException {
        for (int i = 0; isMounted(folder); i++) {
            try {
                Machine.run("umount", folder.toString());
            } catch (IOException e) {
                if (i == TRIES) {
                    throw e;
                }
                // A mapping that is given free on a thread of its own, for one.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** As {@link #unmount}, of what nobody mounts again: if it is in use, it goes when it is not any more. */
    static void unmountAtLast(Path folder) throws IOException {
        try {
            unmount(folder);
        } catch (IOException e) {
            Machine.run("umount", "-l", folder.toString());
        }
    }

    static boolean isMounted(Path folder) throws IOException {
        String here = " " + folder.toAbsolutePath() + " ";
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream().anyMatch(line -> line.contains(here));
    }
}
