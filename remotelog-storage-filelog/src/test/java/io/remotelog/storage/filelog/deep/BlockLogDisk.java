package io.remotelog.storage.filelog.deep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file system on a disk that logs what reaches it: mounted from {@link #start} to {@link #stop}. One thread.
 *
 * <p>A file system on a loop device on a file of the FUSE program {@code blocklog.c}.
 */
final class BlockLogDisk implements AutoCloseable {
    private final Undo undo = new Undo();
    private final Path disk;
    private final Path log;
    private final Path files;

    private BlockLogDisk(Path folder) {
        disk = folder.resolve("disk");
        log = folder.resolve("log");
        files = folder.resolve("files");
    }

    /** Compiles the program. */
    static Path compile(Path folder) throws IOException {
        Machine.requireFuse();
        Machine.requireLoopDevices();
        String flags = Machine.run("pkg-config", "--cflags", "--libs", "fuse3") + " -pthread";
        return Machine.compile(folder, "blocklog.c", "blocklog", flags.strip().split("\\s+"));
    }

    /** Mounts a file system whose image is left as it is, in folders made in a folder. */
    static BlockLogDisk start(Path program, Path image, Path folder) throws IOException {
        BlockLogDisk started = new BlockLogDisk(folder);
        try {
            started.begin(program, image);
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    private void begin(Path program, Path image) throws IOException {
        Files.createDirectories(disk);
        Process process = new ProcessBuilder(program.toString(), image.toString(), log.toString(), disk.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        undo.later(() -> end(process));
        undo.later(() -> Mounts.unmountAtLast(disk));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(disk.resolve("disk"))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the FUSE disk did not start");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        undo.later(() -> Mounts.unmountAtLast(files));
        Mounts.image(disk.resolve("disk"), files);
    }

    /** Where the file system is. */
    Path files() {
        return files;
    }

    /** The file whose writes become marks. */
    Path marks() {
        return disk.resolve("marks");
    }

    /** Has a later write that holds a text without blanks fail, after some that hold it, too, were done. */
    void failWrite(int skip, String text) throws IOException {
        Files.writeString(disk.resolve("fail"), skip + " " + text);
    }

    /** Ends it, and tells what reached the disk up to now; what is unmounted afterwards is left out. */
    BlockLog stop() throws IOException {
        long length = Files.size(log);
        close();
        return BlockLog.read(log, length);
    }

    @Override
    public void close() throws IOException {
        undo.close();
    }

    private static void end(Process process) throws IOException {
        process.getOutputStream().close();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
