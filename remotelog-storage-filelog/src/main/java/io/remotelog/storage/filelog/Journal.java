package io.remotelog.storage.filelog;

import io.remotelog.api.StoreFullException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The store's ring of the commits since the last checkpoint: one write and one force make a commit durable, whichever files
 * its records go to. {@link JournalHeader} and {@link JournalBlock} have its bytes.
 *
 * <p>The ring is filled with zeros before it is used, so that a commit changes no length and needs no new room. It is made
 * with the first commit, and grows by doubling. A block never lies across its end: one that does not fit goes to its
 * beginning.
 *
 * <p>One thread commits; {@link #free} may come from another one, or in between. After a failed write or force nothing is
 * known of what the file holds, so it is not used again: the commit is refused, and the next one needs a new file, which
 * takes that the blocks of the old one are needed no more ({@link #isBroken}).
 */
final class Journal implements Closeable {
    /** Of what is written, and where: no block of the disk holds parts of two commits. */
    static final int ALIGNMENT = 4096;

    /** Where the disk has no room for more. */
    private static final long MIN_RING_BYTES = 4 * ALIGNMENT;

    private static final int ZEROS_BYTES = 1 << 20;
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final long NO_PLACE = -1;

    /** What is done with the blocks that a crash left. */
    interface Replay {
        void apply(JournalBlock block) throws IOException;
    }

    /**
     * A place between two blocks.
     *
     * @param generation of the ring: marks of another one mean nothing
     * @param offset in the ring
     * @param number of the block that comes next
     */
    record Mark(long generation, long offset, long number) {
        static final Mark NONE = new Mark(0, 0, 0);
    }

    private final Disk disk;
    private final Path path;
    private final Sizes sizes;
    private final ByteBuffer headerBlock = aligned(ALIGNMENT);
    private ByteBuffer blocks = aligned(ALIGNMENT);

    /** Absent until the first commit, and while there is no usable one. */
    private DiskFile file;

    private volatile JournalHeader header = new JournalHeader(0, 0, 0, 0);
    private long ringBytes;

    /** Up to where the ring may grow: less than asked once there was no room for more. */
    private long maxRingBytes;

    private volatile Mark head = Mark.NONE;
    private volatile boolean broken;

    /** Where the last commit began. */
    private volatile Mark before = head;

    /** Whether the last commit may still be cancelled. */
    private volatile boolean pending;

    private Journal(Disk disk, Path root, Sizes sizes) {
        this.disk = disk;
        this.sizes = sizes;
        maxRingBytes = sizes.maxRingBytes();
        path = root.resolve(Layout.JOURNAL);
    }

    /** Hands over the blocks that are needed, in their order; none if there is no journal. */
    static void replay(Disk disk, Path root, Replay replay) throws IOException {
        replay(disk, root, Optional.empty(), replay);
    }

    /** As the other one, up to a place: a commit that was refused may lie behind it. */
    static void replay(Disk disk, Path root, Mark to, Replay replay) throws IOException {
        replay(disk, root, Optional.of(to), replay);
    }

    private static void replay(Disk disk, Path root, Optional<Mark> to, Replay replay) throws IOException {
        try (DiskFile old = disk.openToRead(root.resolve(Layout.JOURNAL))) {
            Optional<JournalHeader> found = JournalHeader.read(old);
            if (found.isPresent()) {
                long generation = found.get().generation();
                long endNumber = to.map(mark -> mark.generation() == generation ? mark.number() : 0)
                        .orElse(Long.MAX_VALUE);
                new JournalReader(old, found.get()).read(replay, endNumber);
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    /**
     * Takes the file that is there, if there is one, for the commits to come: its blocks are void from then on, those that a
     * crash tore included.
     */
    static Journal begin(Disk disk, Path root, Sizes sizes) throws IOException {
        Journal journal = new Journal(disk, root, sizes);
        if (disk.exists(journal.path)) {
            boolean begun = false;
            try {
                journal.take();
                begun = true;
            } finally {
                if (!begun) {
                    journal.close();
                }
            }
        }
        return journal;
    }

    /** Whether the file must not be used any more. */
    boolean isBroken() {
        return broken;
    }

    /** How much of the ring is in use, in bytes. */
    long used() {
        long from = header.tail();
        long to = head.offset();
        return to >= from ? to - from : ringBytes - from + to;
    }

    /** Whether so much is in use that it is time for a checkpoint. */
    boolean isHalfFull() {
        return used() > maxRingBytes / 2;
    }

    /** The place behind the last commit that was {@linkplain #keep kept}. */
    Mark head() {
        return pending ? before : head;
    }

    /** The last commit stands: it cannot be cancelled any more. */
    void keep() {
        pending = false;
    }

    /** Whether the last commit was neither kept nor cancelled. */
    boolean isPending() {
        return pending;
    }

    /** Whether blocks can go through the ring at all, once all others are freed. */
    boolean takes(List<JournalBlock> commit) {
        return bytes(commit) <= maxRingBytes / 2;
    }

    /** Whether there is room for the blocks now; if not, others must be freed first. Makes or grows the file. */
    boolean hasRoom(List<JournalBlock> commit) throws IOException {
        if (file == null) {
            renew();
        }
        return place(bytes(commit)) != NO_PLACE;
    }

    /** Writes blocks for which there is room, and forces them. */
    void commit(List<JournalBlock> commit) throws IOException {
        int length = bytes(commit);
        if (blocks.capacity() < length) {
            blocks = aligned(Integer.highestOneBit(length) * 2);
        }
        blocks.clear();
        before = head;
        long number = head.number();
        for (JournalBlock block : commit) {
            block.put(blocks, header.generation(), number);
            number++;
        }
        long at = place(length);
        try {
            file.write(blocks.flip(), JournalHeader.BYTES + at);
            file.force();
        } catch (IOException e) {
            broken = true;
            voidBlocks(at, length, e);
            throw e;
        }
        pending = true;
        head = new Mark(header.generation(), at + length, number);
    }

    /** Takes the last commit back: its records could not be written to their files. */
    void cancel() throws IOException {
        pending = false;
        int length = blocks.limit();
        long at = head.offset() - length;
        head = before;
        try {
            file.write(blocks.clear().put(new byte[length]).flip(), JournalHeader.BYTES + at);
            file.force();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** Frees the blocks before a place: their records are on the disk elsewhere. */
    synchronized void free(Mark to) throws IOException {
        if (file != null && !broken && to.generation() == header.generation() && to.number() != header.tailNumber()) {
            writeHeader(new JournalHeader(header.sequence() + 1, header.generation(), to.offset(), to.number()));
        }
    }

    /** Makes a new file in the place of a broken one, or the first one. No block of the old one may be needed. */
    synchronized void renew() throws IOException {
        close();
        Path temporary = path.resolveSibling(Layout.JOURNAL + TEMPORARY_SUFFIX);
        try {
            make(temporary, sizes.firstRingBytes());
        } catch (StoreFullException e) {
            // Records need what room there is.
            disk.delete(temporary);
            make(temporary, Math.min(MIN_RING_BYTES, sizes.firstRingBytes()));
        }
        broken = false;
    }

    @Override
    public void close() throws IOException {
        DiskFile closing = file;
        file = null;
        if (closing != null) {
            closing.close();
        }
    }

    private void make(Path temporary, long bytes) throws IOException {
        JournalHeader first = new JournalHeader(header.sequence() + 1, header.generation() + 1, 0, 0);
        DiskFile made = disk.openDirect(temporary);
        boolean done = false;
        try {
            made.cut(0);
            fill(made, 0, JournalHeader.BYTES + bytes);
            first.write(made, headerBlock);
            made.force();
            disk.renameDurably(temporary, path);
            done = true;
        } finally {
            if (!done) {
                made.close();
            }
        }
        file = made;
        ringBytes = bytes;
        maxRingBytes = bytes < sizes.firstRingBytes() ? bytes : sizes.maxRingBytes();
        header = first;
        head = new Mark(header.generation(), 0, 0);
    }

    private void take() throws IOException {
        Optional<JournalHeader> found;
        long length;
        try (DiskFile old = disk.openToRead(path)) {
            found = JournalHeader.read(old);
            length = old.length();
        }
        ringBytes = (length - JournalHeader.BYTES) / ALIGNMENT * ALIGNMENT;
        header = found.orElse(header);
        if (found.isEmpty() || ringBytes < sizes.firstRingBytes()) {
            // The next commit makes one.
            return;
        }
        file = disk.openDirect(path);
        writeHeader(new JournalHeader(header.sequence() + 1, header.generation() + 1, 0, 0));
        head = new Mark(header.generation(), 0, 0);
    }

    private void writeHeader(JournalHeader next) throws IOException {
        try {
            next.write(file, headerBlock);
            file.force();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
        header = next;
    }

    /** Where blocks go; grows the ring if that makes room without going back to its beginning. */
    private long place(int bytes) throws IOException {
        long tail = header.tail();
        long at = head.offset();
        if (at < tail) {
            // Not up to the tail itself: a full ring would look like an empty one.
            return at + bytes < tail ? at : NO_PLACE;
        }
        while (at + bytes > ringBytes && ringBytes < maxRingBytes) {
            grow();
        }
        if (at + bytes <= ringBytes) {
            return at;
        }
        return bytes < tail ? 0 : NO_PLACE;
    }

    private void grow() throws IOException {
        long to = Math.min(2 * ringBytes, maxRingBytes);
        try {
            fill(file, JournalHeader.BYTES + ringBytes, JournalHeader.BYTES + to);
        } catch (IOException e) {
            // A full disk, as it may be: the ring is as good as it is, and records need the room more.
            maxRingBytes = ringBytes;
            file.cut(JournalHeader.BYTES + ringBytes);
            return;
        }
        try {
            file.force();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
        ringBytes = to;
    }

    private static void fill(DiskFile file, long from, long to) throws IOException {
        ByteBuffer zeros = aligned((int) Math.min(ZEROS_BYTES, to - from));
        for (long at = from; at < to; at += zeros.limit()) {
            file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), to - at)), at);
        }
    }

    /** Else a process that is killed now would find them whole, though the commit was refused. */
    private void voidBlocks(long at, int length, IOException cause) {
        try {
            file.write(blocks.clear().put(new byte[length]).flip(), JournalHeader.BYTES + at);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static int bytes(List<JournalBlock> commit) {
        int bytes = 0;
        for (JournalBlock block : commit) {
            bytes += block.alignedBytes();
        }
        return bytes;
    }

    private static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .limit(bytes)
                .slice();
    }
}
