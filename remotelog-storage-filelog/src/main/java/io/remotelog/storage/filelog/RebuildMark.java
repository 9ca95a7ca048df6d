package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The note that a day is being brought in order where that is not done at once, in the file {@code rebuild}. One thread.
 *
 * <pre>
 * offset size field
 *      0    8 how many index entries are kept; the highest number if all
 *      8    8 how many checksums
 *     16    4 CRC32C of the 16 bytes before
 * </pre>
 *
 * <p>A file that is written behind its end can have its new length after a loss of power without the new bytes. And what a
 * force failed to write is taken for written by the next one. So as long as the file is there, whatever lies behind these
 * numbers is made once more, and {@link #wasThere} asks for all to be written again.
 */
final class RebuildMark implements Closeable {
    private static final long ALL = Long.MAX_VALUE;
    private static final int CRC = 2 * Long.BYTES;
    private static final int BYTES = CRC + Integer.BYTES;

    private final DayFolder folder;
    private final DiskFile index;
    private final DiskFile checksums;
    private boolean wasThere;
    private boolean set;

    /** What is kept, as the file says. */
    private long entriesKept = ALL;

    private long checksumsKept = ALL;

    private RebuildMark(DayFolder folder, DiskFile index, DiskFile checksums) {
        this.folder = folder;
        this.index = index;
        this.checksums = checksums;
    }

    /** Whether a day has one. */
    static boolean isThere(DayFolder folder) {
        return folder.disk().exists(folder.rebuild());
    }

    /** Takes back what an earlier rebuild may not have brought to its end. */
    static RebuildMark begin(DayFolder folder, DiskFile index, DiskFile checksums) throws IOException {
        RebuildMark mark = new RebuildMark(folder, index, checksums);
        if (isThere(folder)) {
            mark.wasThere = true;
            mark.takeBack();
        }
        return mark;
    }

    /** Whether an earlier attempt did not come to its end. */
    boolean wasThere() {
        return wasThere;
    }

    /** Before the first force of a day that has no checkpoint. */
    void set() throws IOException {
        if (!set) {
            write();
        }
    }

    /** Before the first index entry is made that comes after a number of them. */
    void setEntries(long kept) throws IOException {
        if (kept < entriesKept) {
            entriesKept = kept;
            write();
        }
    }

    /** Before the first checksum is made that comes after a number of them. */
    void setChecksums(long kept) throws IOException {
        if (kept < checksumsKept) {
            checksumsKept = kept;
            write();
        }
    }

    /** Forces what was made. */
    void clear() throws IOException {
        if (set) {
            checksums.force();
            index.force();
            folder.disk().forceFolder(folder.path());
            folder.disk().deleteDurably(folder.rebuild());
            set = false;
        }
    }

    /** Leaves a mark that is set for the next attempt. */
    @Override
    public void close() {
        set = false;
    }

    private void write() throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(BYTES).putLong(entriesKept).putLong(checksumsKept);
        numbers.putInt(crc(numbers));
        try (DiskFile file = folder.disk().open(folder.rebuild())) {
            file.write(numbers.flip(), 0);
            file.force();
        }
        folder.disk().forceFolder(folder.path());
        set = true;
    }

    private void takeBack() throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(BYTES);
        try (DiskFile file = folder.disk().openToRead(folder.rebuild())) {
            file.read(numbers, 0);
        }
        // One that is not whole was not on the disk yet, so nothing was made.
        if (!numbers.hasRemaining() && numbers.getInt(CRC) == crc(numbers)) {
            entriesKept = numbers.flip().getLong();
            checksumsKept = numbers.getLong();
        }
        if (entriesKept != ALL) {
            index.cut(Layout.entryOffset(entriesKept));
        }
        if (checksumsKept != ALL) {
            checksums.cut(Layout.checksumOffset(checksumsKept));
        }
        set = true;
    }

    private static int crc(ByteBuffer numbers) {
        CRC32C crc = new CRC32C();
        crc.update(numbers.duplicate().limit(CRC).position(0));
        return (int) crc.getValue();
    }
}
