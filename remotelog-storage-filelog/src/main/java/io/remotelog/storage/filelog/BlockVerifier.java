package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * Checks records against their checksums, those that have one. One thread.
 *
 * <p>It copies the records first, and checks and hands out the copy. To compute a CRC32C over mapped memory would end the
 * process, and not just fail, if the file were cut in that moment; and what was checked cannot change afterwards. A record
 * larger than {@link #MAX_BYTES} is checked in parts, and handed out where it lies.
 */
final class BlockVerifier implements Closeable {
    /** Fits the second-level cache of a processor with room to spare, so that each byte is fetched once. */
    static final int MAX_BYTES = 64 << 10;

    private static final int FIRST_BYTES = 4 << 10;

    private final OpenDay day;
    private final Checksum checksum = new Checksum();

    /** Absent in a day that a Go program wrote. */
    private FileWindow checksums;

    private byte[] copy = new byte[FIRST_BYTES];
    private ByteBuffer view = ByteBuffer.wrap(copy);
    private ByteBuffer lent = view.asReadOnlyBuffer();

    /** How many records of the block have a checksum, and where the first one is in the window. */
    private int known;

    private int entry;

    private int got;
    private int wanted;

    BlockVerifier(OpenDay day) throws IOException {
        this.day = day;
        lookAgain();
    }

    /** Opens the checksum file if it has come to be. */
    void lookAgain() throws IOException {
        if (checksums == null && day.has(Layout.CHECKSUMS)) {
            try {
                checksums = new FileWindow(day, Layout.CHECKSUMS);
            } catch (NoSuchFileException e) {
                // Gone again: as if it had not been there.
                return;
            }
        }
    }

    /** Whether there was a checksum of a record when the file was last looked at. */
    boolean knows(long id) {
        return checksums != null && checksums.knownLength() >= Layout.checksumOffset(id + 1);
    }

    /** Begins a block of up to so many records. */
    void begin(long firstId, int records, boolean trusting) throws IOException {
        known = 0;
        if (checksums != null) {
            long needed = Layout.checksumOffset(firstId + records);
            long entries = (trusting ? checksums.recentLength(needed) : checksums.length()) / Layout.CHECKSUM_BYTES;
            known = (int) Math.max(0, Math.min(records, entries - firstId));
            if (known > 0) {
                entry = checksums.cover(Layout.checksumOffset(firstId), known * Layout.CHECKSUM_BYTES);
                // Here, so that the processor fetches it together with the index entry, which is not in its cache
                // either.
                wanted = checksums.view().getInt(entry);
            }
        }
    }

    /** Whether the first record of the block has a checksum. */
    boolean hasChecksums() {
        return known > 0;
    }

    /** Whether so many bytes can be copied. */
    boolean holds(int length) {
        return length > 0 && length <= MAX_BYTES;
    }

    /** Makes the block look at a copy of a range of the window, or as much of it as the copy holds. */
    void copy(RecordBlock block, FileWindow data, int from, int length) {
        int held = Math.min(length, MAX_BYTES);
        if (held > copy.length) {
            copy = new byte[Math.min(MAX_BYTES, Integer.highestOneBit(held) * 2)];
            view = ByteBuffer.wrap(copy);
            lent = view.asReadOnlyBuffer();
        }
        data.view().get(from, copy, 0, held);
        block.look(data.start() + from, view, lent, held);
    }

    /**
     * Checks the records of the block, which looks at the copy, and cuts it off before the first one that does not agree.
     *
     * @return whether all of them agree
     */
    boolean agrees(RecordBlock block) {
        int checked = Math.min(known, block.size);
        // In variables, since what computes a checksum could change a field, for all that the compiler knows.
        byte[] bytes = copy;
        int[] payloads = block.from;
        int[] ends = block.to;
        ByteBuffer sums = checksums == null ? null : checksums.view();
        int at = entry;
        for (int i = 0; i < checked; i++) {
            int from = payloads[i] - Layout.RECORD_PAYLOAD;
            int actual = checksum.of(bytes, from, ends[i] - from, block.type(i));
            int want = i == 0 ? wanted : sums.getInt(at);
            if (actual != want) {
                got = actual;
                wanted = want;
                block.size = i;
                return false;
            }
            at += Layout.CHECKSUM_BYTES;
        }
        return true;
    }

    /**
     * Checks the only record of the block, which looks at the file, since it is large.
     *
     * @return whether it agrees; the block is empty if not
     */
    boolean agreesAsWhole(RecordBlock block, FileWindow data) throws IOException {
        if (known == 0) {
            return true;
        }
        long offset = block.offset(0);
        long end = block.end(0);
        checksum.begin();
        while (offset < end) {
            int length = (int) Math.min(copy.length, end - offset);
            data.read(copy, length, offset);
            checksum.add(copy, 0, length);
            offset += length;
        }
        got = checksum.end(block.type(0));
        if (got != wanted) {
            block.clear();
        }
        return got == wanted;
    }

    /** What the checksum of the record is that did not agree. */
    int got() {
        return got;
    }

    /** What its checksum was when it was written. */
    int wanted() {
        return wanted;
    }

    @Override
    public void close() {
        if (checksums != null) {
            checksums.close();
        }
    }
}
