package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Tells how many bytes the records of a day take in its data files, from a record on: by two index entries, a header, and the
 * lengths of the data files but the last one. What a Go program left between two records counts. One thread.
 */
final class DayBytes {
    private final DayFolder folder;
    private final long count;

    /**
     * Looks at nothing yet.
     *
     * @param count the number of records, all of them committed
     */
    DayBytes(DayFolder folder, long count) {
        this.folder = folder;
        this.count = count;
    }

    /** The bytes of the records from an id on, which is 0 to the count. */
    long from(long fromId) throws IOException {
        if (fromId < 0 || fromId > count) {
            throw new IllegalArgumentException(folder.day() + ": id " + fromId + ", want 0 to " + count);
        }
        if (fromId == count) {
            return 0;
        }
        long lastId = count - 1;
        int lastFile = Layout.fileNumber(lastId);
        long begin;
        long end;
        try (DiskFile index = folder.disk().openToRead(folder.index())) {
            begin = offset(index, fromId);
            end = end(lastFile, offset(index, lastId));
        }
        long bytes = end - begin;
        for (int file = Layout.fileNumber(fromId); file < lastFile; file++) {
            bytes += folder.disk().length(folder.data(file));
        }
        if (bytes < 0) {
            throw corrupt(folder.index(), Layout.entryOffset(fromId), "offset " + begin, "at most " + (begin + bytes));
        }
        return bytes;
    }

    private long offset(DiskFile index, long id) throws IOException {
        ByteBuffer entry = read(index, Layout.entryOffset(id), Layout.ENTRY_BYTES);
        int file = entry.getShort(Layout.ENTRY_FILE_NUMBER);
        long offset = entry.getLong(Layout.ENTRY_OFFSET);
        if (file != Layout.fileNumber(id) || offset < 0) {
            throw corrupt(
                    folder.index(),
                    Layout.entryOffset(id),
                    "data file " + file + ", offset " + offset,
                    "data file " + Layout.fileNumber(id) + ", offset 0 or more");
        }
        return offset;
    }

    private long end(int dataFile, long offset) throws IOException {
        try (DiskFile data = folder.disk().openToRead(folder.data(dataFile))) {
            ByteBuffer header = read(data, offset, Layout.RECORD_PAYLOAD);
            short magic = header.getShort(Layout.RECORD_MAGIC);
            int length = header.getInt(Layout.RECORD_LENGTH);
            if (magic != Layout.MAGIC || length < 0) {
                throw corrupt(
                        data.path(),
                        offset,
                        String.format("magic %04X, length %d", magic, length),
                        String.format("magic %04X, length 0 or more", Layout.MAGIC));
            }
            return offset + Layout.RECORD_PAYLOAD + length;
        }
    }

    private ByteBuffer read(DiskFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(bytes, offset);
        if (bytes.hasRemaining()) {
            if (folder.count() < count) {
                // A count never goes down: that is another day, in the place of the one that was counted.
                throw new NoSuchFileException(
                        folder.path().toString(), null, "day " + folder.day() + " is not in the store any more");
            }
            throw corrupt(file.path(), offset, bytes.position() + " bytes", length + " bytes");
        }
        return bytes;
    }

    private CorruptLogException corrupt(Path file, long offset, String got, String want) {
        return new CorruptLogException(DayFolder.name(folder.day()) + "/" + file.getFileName() + " at " + offset + ": "
                + got + ", want " + want);
    }
}
