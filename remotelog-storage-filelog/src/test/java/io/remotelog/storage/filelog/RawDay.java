package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a day as another program reads them, without the store's classes for reading.
 *
 * @param records those that the index tells of
 */
record RawDay(List<Sent> records) {

    /** How long the file is; 0 if it is absent. */
    static long length(Disk disk, java.nio.file.Path file) throws IOException {
        try {
            return disk.length(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Reads all of it, and requires that it is whole, and that nothing lies behind its end. */
    static RawDay read(DayFolder folder, boolean gapsAllowed, String when) throws IOException {
        ByteBuffer index = bytes(folder.disk(), folder.index());
        ByteBuffer data = bytes(folder.disk(), folder.data(0));
        ByteBuffer checksums = bytes(folder.disk(), folder.checksums());
        List<Sent> records = new ArrayList<>();
        if (index.limit() % Layout.ENTRY_BYTES != 0) {
            throw new Violation(when + ": index of " + folder.day() + " has " + index.limit() + " bytes");
        }
        long end = 0;
        for (int id = 0; id < index.limit() / Layout.ENTRY_BYTES; id++) {
            Sent record = record(index, data, id, when + ": " + folder.day() + " id " + id);
            long offset = index.getLong(id * Layout.ENTRY_BYTES + Layout.ENTRY_OFFSET);
            if (offset < end || (offset > end && !gapsAllowed)) {
                throw new Violation(when + ": " + folder.day() + " id " + id + " at " + offset + ", want " + end);
            }
            end = offset + record.bytes();
            requireChecksum(checksums, id, record, when + ": " + folder.day());
            records.add(record);
        }
        if (data.limit() != end) {
            throw new Violation(
                    when + ": data000000 of " + folder.day() + " has " + data.limit() + " bytes, want " + end);
        }
        return new RawDay(records);
    }

    /** The record that the index tells of, from the files' bytes. */
    static Sent record(ByteBuffer index, ByteBuffer data, int id, String where) {
        int entry = id * Layout.ENTRY_BYTES;
        long offset = index.getLong(entry + Layout.ENTRY_OFFSET);
        if (index.getShort(entry) != 0 || offset < 0 || offset + Layout.RECORD_PAYLOAD > data.limit()) {
            throw new Violation(where + ": the entry leads to " + offset + " of " + data.limit() + " bytes");
        }
        int at = (int) offset;
        int length = data.getInt(at + Layout.RECORD_LENGTH);
        if (data.getShort(at) != Layout.MAGIC || length < 0 || length > data.limit() - at - Layout.RECORD_PAYLOAD) {
            throw new Violation(where + ": no whole record at " + offset + " of " + data.limit() + " bytes");
        }
        byte[] payload = new byte[length];
        data.get(at + Layout.RECORD_PAYLOAD, payload);
        return new Sent(data.getInt(at + Layout.RECORD_TIME), index.getShort(entry + Layout.ENTRY_TYPE), payload);
    }

    static ByteBuffer bytes(Disk disk, java.nio.file.Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) length(disk, file));
        if (bytes.hasRemaining()) {
            try (DiskFile opened = disk.openToRead(file)) {
                opened.read(bytes, 0);
            }
        }
        return bytes.flip();
    }

    private static void requireChecksum(ByteBuffer checksums, int id, Sent record, String where) {
        int at = id * Layout.CHECKSUM_BYTES;
        if (at + Layout.CHECKSUM_BYTES > checksums.limit()) {
            return;
        }
        int want = new Checksum().of(ByteBuffer.wrap(record.record()), record.type());
        if (checksums.getInt(at) != want) {
            throw new Violation(where + " id " + id + ": the checksum is not that of the record");
        }
    }
}
