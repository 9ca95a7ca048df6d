package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * The data files that a cursor keeps mapped, so that it can go back and forth between them without mapping them anew.
 * One thread.
 *
 * <p>At most {@value #SLOTS} windows: a new one takes the place of the one in its slot. Cursors of a day share the
 * mappings, so a process maps at most {@value #SLOTS} chunks of {@link SystemMapping#CHUNK_BYTES} and two more for each of
 * its cursors, whatever the size of the days; this is address space, of which it has 128 TiB, not memory. A cursor that
 * only reads forward keeps the data file that it is in.
 */
final class DataWindows implements Closeable {
    static final int SLOTS = 64;

    /** So that no two windows of a day of 16 data files, of up to 4 GiB each, share a slot; nor of 64 files, of up to 1 GiB. */
    private static final int SLOTS_BETWEEN_CHUNKS = 16;

    private final OpenDay day;
    private final FileWindow[] windows = new FileWindow[SLOTS];
    private final int[] numbers = new int[SLOTS];

    DataWindows(OpenDay day) {
        this.day = day;
    }

    /** The window for an offset in a data file, wherever it looks now. */
    FileWindow at(int number, long offset) throws IOException {
        int slot = (number + SLOTS_BETWEEN_CHUNKS * (int) (offset / SystemMapping.CHUNK_BYTES)) & (SLOTS - 1);
        FileWindow window = windows[slot];
        return window != null && numbers[slot] == number ? window : open(number, slot);
    }

    /** Gives free what is kept of a data file. */
    void release(int number) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (numbers[slot] == number) {
                close(slot);
            }
        }
    }

    @Override
    public void close() {
        for (int slot = 0; slot < SLOTS; slot++) {
            close(slot);
        }
    }

    private FileWindow open(int number, int slot) throws IOException {
        close(slot);
        try {
            windows[slot] = new FileWindow(day, DayFolder.dataName(number));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(e.getFile(), null, "the index tells of records in it");
        }
        numbers[slot] = number;
        return windows[slot];
    }

    private void close(int slot) {
        if (windows[slot] != null) {
            FileWindow closing = windows[slot];
            windows[slot] = null;
            closing.close();
        }
    }
}
