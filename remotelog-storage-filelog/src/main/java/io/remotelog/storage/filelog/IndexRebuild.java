package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Makes index entries anew from the data files, by going from record to record there; their types are solved from the
 * checksums. One thread.
 *
 * <p>A checksum that has a solution proves the record, but for one in 65,536 that are broken: two bytes of the four are
 * used up by the type.
 */
final class IndexRebuild implements Closeable {
    private static final int BLOCK_ENTRIES = 16 << 10;

    private final DayFolder folder;
    private final RecordBlocks data;
    private final EntryBlocks checksums;
    private DayEnd end;

    /**
     * Begins before a record.
     *
     * @param start where the record before it ends
     */
    IndexRebuild(DayFolder folder, DayEnd start) {
        this.folder = folder;
        end = start;
        data = new RecordBlocks(folder);
        checksums = new EntryBlocks(folder.disk(), folder.checksums(), Layout.CHECKSUM_BYTES);
    }

    /** How far it came: where the last record ends whose entry was made. */
    DayEnd end() {
        return end;
    }

    /**
     * Writes entries up to an id. Forces nothing: the caller does.
     *
     * @param toId the id after the last one
     * @param index the index of the day
     * @throws CorruptLogException if a record is not there, or no type goes with its checksum; the entries of those before
     *     it are written
     */
    void run(long toId, DiskFile index) throws IOException {
        if (end.count() >= toId) {
            return;
        }
        ByteBuffer block =
                ByteBuffer.allocateDirect((int) Math.min(BLOCK_ENTRIES, toId - end.count()) * Layout.ENTRY_BYTES);
        while (end.count() < toId) {
            long first = end.count();
            try {
                while (end.count() < toId && block.hasRemaining()) {
                    add(block);
                }
            } finally {
                index.write(block.flip(), Layout.entryOffset(first));
                block.clear();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            data.close();
        } finally {
            checksums.close();
        }
    }

    private void add(ByteBuffer block) throws IOException {
        long id = end.count();
        int fileNumber = Layout.fileNumber(id);
        long offset = fileNumber == end.fileNumber() ? end.offset() : 0;
        short type = type(id, fileNumber, offset);
        block.putShort((short) fileNumber).putLong(offset).putShort(type);
        end = new DayEnd(id + 1, fileNumber, offset + Layout.RECORD_PAYLOAD + data.payloadLength());
    }

    private short type(long id, int fileNumber, long offset) throws IOException {
        String name = DayFolder.dataName(fileNumber);
        if (!data.open(fileNumber)) {
            throw corrupt(id, name, "no such file", "one with a record at " + offset);
        }
        if (!data.load(offset)) {
            throw corrupt(id, "length of " + name, "" + data.length(), "more than " + (offset + Layout.RECORD_PAYLOAD));
        }
        String place = " in " + name + " at " + offset;
        if (data.magic() != Layout.MAGIC) {
            throw corrupt(
                    id, "magic" + place, String.format("%04X", data.magic()), String.format("%04X", Layout.MAGIC));
        }
        int length = data.payloadLength();
        if (length < 0) {
            throw corrupt(id, "length" + place, Integer.toString(length), "0 or more");
        }
        long bytes = (long) Layout.RECORD_PAYLOAD + length;
        if (!data.holds(offset, bytes)) {
            throw corrupt(id, "length of " + name, Long.toString(data.length()), "at least " + (offset + bytes));
        }
        if (!checksums.load(id)) {
            throw corrupt(id, Layout.CHECKSUMS, "no checksum of the record", "one, to tell its type from");
        }
        int stored = checksums.getInt(id, 0);
        int crc = data.crc(bytes);
        OptionalInt type = Checksum.type(crc, stored);
        if (type.isEmpty()) {
            throw corrupt(
                    id,
                    "checksum of the record" + place,
                    String.format("%08X without its type", crc),
                    String.format("%08X with some type", stored));
        }
        return (short) type.getAsInt();
    }

    private CorruptLogException corrupt(long id, String what, String got, String want) {
        return new CorruptLogException(new Fault(folder.day(), id, what, got, want).toString());
    }
}
