package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The note that index or checksums of a day are being made anew, in the file {@code rebuild}: how many entries and checksums there
 * were before, 8 bytes each. One thread.
 *
 * <p>A file that is written behind its end can have its new length after a loss of power without the new bytes. So whatever is
 * behind these numbers is made once more, as long as the file is there.
 */
final class RebuildMark implements Closeable {
    private final DayFolder folder;
    private final DiskFile index;
    private final DiskFile checksums;
    private boolean set;

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
            mark.takeBack();
        }
        return mark;
    }

    /** Before the first byte is written. */
    void set() throws IOException {
        if (set) {
            return;
        }
        ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(Layout.entries(index.length()))
                .putLong(checksums.length() / Layout.CHECKSUM_BYTES);
        try (DiskFile file = folder.disk().open(folder.rebuild())) {
            file.write(numbers.flip(), 0);
            file.force();
        }
        folder.disk().forceFolder(folder.path());
        set = true;
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

    private void takeBack() throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
        try (DiskFile file = folder.disk().openToRead(folder.rebuild())) {
            file.read(numbers, 0);
        }
        // One that is not whole was not on the disk yet, so nothing was made.
        if (!numbers.hasRemaining()) {
            index.cut(Layout.entryOffset(numbers.flip().getLong()));
            checksums.cut(Layout.checksumOffset(numbers.getLong()));
        }
        set = true;
    }
}
