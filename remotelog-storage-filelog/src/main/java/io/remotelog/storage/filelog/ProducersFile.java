package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The file {@code producers}: what was remembered of producers when it was written anew, and behind that a {@link NotedRun} for
 * each note since, in the order of the commits. One thread, but for {@link #forceWritten}.
 *
 * <pre>
 * offset size field
 *      0    4 magic 0x524C5052 "RLPR"
 *      4    4 version 1
 *      8    4 zeros
 *     12    4 CRC32C of the 12 bytes before
 *     16      entries
 * </pre>
 *
 * <p>The notes of a commit are written before its records, so that none of these is in the log without its note. Those of a
 * commit that was refused stay until the next one, since its records can still come to be in the log by a crash; then they are cut
 * off, before others take their ids.
 */
final class ProducersFile implements Closeable {
    private static final int HEADER_BYTES = 16;
    private static final int MAGIC = 0x524C5052;
    private static final int VERSION = 1;
    private static final int CRC = 12;

    /** Entries begin at multiples of it, so a broken one does not hide those behind it. */
    private static final int STEP = Integer.BYTES;

    /** More than the file can have grown to: a snapshot, as many notes, and one commit. */
    private static final int MAX_BYTES = 256 << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Disk disk;
    private final Path path;

    /** How much it may grow, besides twice what it was written anew with. */
    private final int growBytes;

    /** Absent until something is written. */
    private DiskFile file;

    /** The end of the entries that count. */
    private long end;

    /** The end of what was written for a commit that is under way, or was refused. */
    private long endWritten;

    private long maxBytes;

    /** Whether there is none yet. */
    private boolean absent = true;

    /** Whether it has to be written anew before the next commit. */
    private volatile boolean broken;

    /** Whether something was written that was not forced. */
    private volatile boolean dirty;

    /**
     * What a file holds.
     *
     * @param runs the entries that are whole
     * @param broken where others are, or were
     * @param isTorn whether there is something behind the last whole one
     * @param length how long it is
     */
    record Content(List<NotedRun> runs, List<Broken> broken, boolean isTorn, long length) {
        /** Whether it is as it was when it was written anew. */
        boolean isCommitted() {
            return length >= HEADER_BYTES
                    && broken.isEmpty()
                    && !isTorn
                    && runs.stream().allMatch(NotedRun::isCommitted);
        }
    }

    /** A range of bytes that is no entry. */
    record Broken(long from, long to) {}

    ProducersFile(Disk disk, Path root, int growBytes) {
        this.disk = disk;
        this.growBytes = growBytes;
        path = root.resolve(Layout.PRODUCERS);
    }

    /**
     * What the file of a store holds; empty if there is none.
     *
     * @throws IOException also if a later version wrote it
     */
    static Optional<Content> read(Disk disk, Path root) throws IOException {
        try (DiskFile file = disk.openToRead(root.resolve(Layout.PRODUCERS))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.length(), MAX_BYTES));
            file.read(bytes, 0);
            return Optional.of(content(bytes.flip(), file.length(), file.path()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Content content(ByteBuffer bytes, long length, Path path) throws IOException {
        List<NotedRun> runs = new ArrayList<>();
        List<Broken> broken = new ArrayList<>();
        int at = HEADER_BYTES;
        int from = hasHeader(bytes, path) ? at : 0;
        while (at < bytes.limit()) {
            NotedRun run = NotedRun.get(bytes, at).orElse(null);
            if (run == null) {
                at += STEP;
                continue;
            }
            if (from < at) {
                broken.add(new Broken(from, at));
            }
            runs.add(run);
            at += run.bytes();
            from = at;
        }
        return new Content(runs, broken, from < length, length);
    }

    private static boolean hasHeader(ByteBuffer bytes, Path path) throws IOException {
        if (bytes.limit() < HEADER_BYTES || bytes.getInt(0) != MAGIC || bytes.getInt(CRC) != crc(bytes)) {
            return false;
        }
        if (bytes.getInt(4) != VERSION) {
            throw new IOException(path + ": version " + bytes.getInt(4) + ", want " + VERSION
                    + ": use the version of RemoteLog that wrote it, or a later one");
        }
        return true;
    }

    /** Goes on behind what a file holds that is as it should be. */
    void goOn(Content content) {
        end = content.length();
        endWritten = end;
        maxBytes = maxBytes(end);
        absent = false;
    }

    /** Has it written anew before the next commit. */
    void distrust() {
        absent = false;
        broken = true;
    }

    /** Whether there is none yet. */
    boolean isAbsent() {
        return absent;
    }

    /** Whether it has to be written anew before the next commit. */
    boolean isBroken() {
        return broken;
    }

    /** Whether it has grown so long that it is to be written anew. */
    boolean isGrown() {
        return end > maxBytes;
    }

    /** Whether it ends with notes of a commit that was refused. */
    boolean hasRefused() {
        return endWritten > end;
    }

    /** Writes the file anew, durably: a crash leaves it or the one before. */
    synchronized void renew(List<NotedRun> committed) throws IOException {
        Path temporary = path.resolveSibling(Layout.PRODUCERS + TEMPORARY_SUFFIX);
        long length;
        try (DiskFile made = disk.open(temporary)) {
            made.cut(0);
            length = write(made, committed);
            made.force();
        }
        disk.rename(temporary, path);
        // Until it is sure which of the two a loss of power leaves, nothing may be added to either.
        absent = false;
        broken = true;
        close();
        disk.forceFolder(path.getParent());
        broken = false;
        dirty = false;
        end = length;
        endWritten = length;
        maxBytes = maxBytes(length);
    }

    /** Lets it grow as much again, since it could not be written anew. */
    void growOn() {
        maxBytes = maxBytes(end);
    }

    /** Cuts off the notes of a commit that was refused, which takes a {@link #force}. */
    void cutRefused() throws IOException {
        dirty = true;
        open().cut(end);
        endWritten = end;
    }

    /** Adds notes of a commit that is about to be made, which take a {@link #force}. */
    void add(List<NotedRun> runs) throws IOException {
        int bytes = runs.stream().mapToInt(NotedRun::bytes).sum();
        ByteBuffer out = ByteBuffer.allocate(bytes);
        runs.forEach(run -> run.put(out));
        endWritten = end + bytes;
        dirty = true;
        open().write(out.flip(), end);
    }

    /** Makes durable what was cut off and added. */
    synchronized void force() throws IOException {
        dirty = false;
        try {
            open().force();
        } catch (IOException e) {
            // Nothing is known of what is on the disk, and to force again is no remedy.
            broken = true;
            throw e;
        }
    }

    /** Makes durable what was written so far. Any thread. */
    synchronized void forceWritten() throws IOException {
        if (dirty && !broken && file != null) {
            force();
        }
    }

    /** The commit was made whose notes were added. */
    void keep() {
        end = endWritten;
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private synchronized DiskFile open() throws IOException {
        if (file == null) {
            file = disk.open(path);
        }
        return file;
    }

    private long maxBytes(long length) {
        return growBytes + 3 * length;
    }

    private static long write(DiskFile file, List<NotedRun> runs) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).putInt(VERSION);
        header.putInt(CRC, crc(header)).clear();
        ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES).put(header);
        long at = 0;
        for (NotedRun run : runs) {
            if (out.remaining() < run.bytes()) {
                at = write(file, out, at);
            }
            run.put(out);
        }
        return write(file, out, at);
    }

    private static long write(DiskFile file, ByteBuffer out, long at) throws IOException {
        int bytes = out.flip().remaining();
        file.write(out, at);
        out.clear();
        return at + bytes;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(CRC).position(0));
        return (int) crc.getValue();
    }
}
