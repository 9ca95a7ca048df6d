package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Goes through the records of a day in the order of their ids, without trust in any file. One thread.
 *
 * <p>An index entry has a fixed size, so a record that is broken does not hide the ones after it. It reads with calls, in
 * blocks, as fast as checksums are computed, and makes no garbage but for faults.
 */
final class RecordWalk implements Closeable {
    private final DayFolder folder;
    private final EntryBlocks index;
    private final EntryBlocks checksums;
    private final RecordBlocks data;

    private long id;

    /** Where in its data file the record at hand begins at the least. */
    private long least;

    private boolean leastIsEnd = true;

    private Structure structure = Structure.NONE;
    private int fileNumber;
    private long offset;
    private short type;
    private int epochSeconds;
    private int length;
    private boolean checksumKnown;
    private boolean checksumWrong;
    private int checksum;

    /** What of a record's structure is right, and if not all, what is the first that is wrong. */
    enum Structure {
        /** There is no record at hand. */
        NONE,
        /** Index and data file hold a record here. */
        RIGHT,
        /** The index names another data file. */
        FILE_NUMBER,
        /** The index gives an offset within the record before, or before the file's beginning. */
        OFFSET,
        /** There is no such data file. */
        NO_FILE,
        /** The data file ends before the record does, or before it begins. */
        CUT,
        /** There is something else in the data file. */
        MAGIC,
        /** The record says that it has less than nothing, or not what lies between its neighbours. */
        LENGTH
    }

    /**
     * Begins before a record.
     *
     * @param fromId 0 or more; there may be no such record yet
     */
    RecordWalk(DayFolder folder, long fromId) throws IOException {
        this.folder = folder;
        index = new EntryBlocks(folder.disk(), folder.index(), Layout.ENTRY_BYTES);
        checksums = new EntryBlocks(folder.disk(), folder.checksums(), Layout.CHECKSUM_BYTES);
        data = new RecordBlocks(folder);
        id = fromId - 1;
        if (inFile(fromId) != 0) {
            // Tells where the first one begins at the least.
            id--;
            if (!next()) {
                id++;
            }
        }
    }

    /** Goes to the next record that the index has an entry for; false if there is none, by now. */
    boolean next() throws IOException {
        long nextId = id + 1;
        if (!index.load(nextId)) {
            return false;
        }
        leastIsEnd = inFile(nextId) == 0 || isSound();
        least = inFile(nextId) == 0 ? 0 : leastAfter();
        id = nextId;
        fileNumber = index.getShort(id, Layout.ENTRY_FILE_NUMBER);
        offset = index.getLong(id, Layout.ENTRY_OFFSET);
        type = index.getShort(id, Layout.ENTRY_TYPE);
        checksumKnown = false;
        checksumWrong = false;
        structure = look();
        return true;
    }

    long id() {
        return id;
    }

    /** The data file, by the index. */
    int fileNumber() {
        return fileNumber;
    }

    /** Where the record is in its data file, by the index. */
    long offset() {
        return offset;
    }

    /** The type, by the index. */
    short type() {
        return type;
    }

    /** Whether index and data file hold a record here, with a checksum that matches or not. */
    boolean isWhole() {
        return structure == Structure.RIGHT;
    }

    /** Whether it is whole, and its checksum has not been found wrong. */
    boolean isSound() {
        return structure == Structure.RIGHT && !checksumWrong;
    }

    /** Whether the index entry, or the record's header, is of zeros: what a lost write leaves. */
    boolean isBlank() {
        return (structure == Structure.MAGIC && data.magic() == 0)
                || (structure != Structure.RIGHT && id > 0 && fileNumber == 0 && offset == 0 && type == 0);
    }

    Structure structure() {
        return structure;
    }

    /**
     * Holds a whole record without a checksum against the next one, as far as the index tells of it in the same data file: its
     * structure is wrong, too, if it must be this record that makes them contradict each other.
     */
    void checkNeighbour() throws IOException {
        long nextId = id + 1;
        if (inFile(nextId) == 0
                || !index.load(nextId)
                || index.getShort(nextId, Layout.ENTRY_FILE_NUMBER) != fileNumber) {
            return;
        }
        long next = index.getLong(nextId, Layout.ENTRY_OFFSET);
        if (next < offset && next >= least + Layout.RECORD_PAYLOAD) {
            structure = Structure.OFFSET;
        } else if (next > offset && next < end() && data.load(next) && data.magic() == Layout.MAGIC) {
            structure = Structure.LENGTH;
        } else if (next > end() && data.load(end()) && data.magic() != Layout.MAGIC && data.magic() != 0) {
            // A killed program leaves a record there, or the beginning of one, or zeros.
            structure = Structure.LENGTH;
        }
    }

    /** Where the record begins at the least: the end of the one before, as far as that can be believed. */
    long least() {
        return least;
    }

    /** How many bytes lie between the record before and this one, if that is known: a killed Go program leaves some. */
    long gap() {
        return leastIsEnd ? offset - least : 0;
    }

    /** Where a whole record ends in its data file. */
    long end() {
        return offset + Layout.RECORD_PAYLOAD + length;
    }

    /** The time of a whole record. */
    int epochSeconds() {
        return epochSeconds;
    }

    /** The length of a whole record's payload. */
    int length() {
        return length;
    }

    /** Where the day ends, if a whole record is its last one. */
    DayEnd dayEnd() {
        return new DayEnd(id + 1, fileNumber, end());
    }

    /** Whether there is a checksum of this record. */
    boolean hasChecksum() throws IOException {
        return checksums.load(id);
    }

    /** The checksum that the file has. */
    int storedChecksum() throws IOException {
        checksums.load(id);
        return checksums.getInt(id, 0);
    }

    /** The checksum that a whole record has, by its bytes and its type in the index. */
    int checksum() throws IOException {
        if (!checksumKnown) {
            checksum = Checksum.withType(data.crc((long) Layout.RECORD_PAYLOAD + length), type);
            checksumKnown = true;
        }
        return checksum;
    }

    /** Whether a whole record has a checksum, and the right one. */
    boolean checksumMatches() throws IOException {
        checksumWrong = !hasChecksum() || checksum() != storedChecksum();
        return !checksumWrong;
    }

    /** What is wrong with the structure. */
    Optional<Fault> fault() {
        String inIndex = " in " + Layout.INDEX + " at " + Layout.entryOffset(id);
        String dataName = DayFolder.dataName(Layout.fileNumber(id));
        String inData = " in " + dataName + " at " + offset;
        return switch (structure) {
            case NONE, RIGHT -> Optional.empty();
            case FILE_NUMBER ->
                fault("data file" + inIndex, Integer.toString(fileNumber), Integer.toString(Layout.fileNumber(id)));
            case OFFSET ->
                fault(
                        "offset" + inIndex,
                        Long.toString(offset),
                        least + (offset < least ? " or more" : "") + ", the end of the record before");
            case NO_FILE -> fault(dataName, "no such file", "one with a record at " + offset);
            case CUT ->
                fault(
                        "length of " + dataName,
                        Long.toString(data.length()),
                        "at least " + cutEnd() + ", the end of a record that begins at " + offset);
            case MAGIC -> fault("magic" + inData, hex(data.magic()), hex(Layout.MAGIC));
            case LENGTH ->
                fault(
                        "length" + inData,
                        Integer.toString(length),
                        length < 0 ? "0 or more" : "one up to the next record");
        };
    }

    /** What is wrong with a whole record whose checksum does not match. */
    Fault checksumFault() throws IOException {
        return new Fault(
                folder.day(),
                id,
                "checksum of the record in " + DayFolder.dataName(fileNumber) + " at " + offset,
                String.format("%08X", checksum()),
                hasChecksum() ? String.format("%08X", storedChecksum()) : "one that is there");
    }

    @Override
    public void close() throws IOException {
        try {
            index.close();
        } finally {
            try {
                checksums.close();
            } finally {
                data.close();
            }
        }
    }

    private Structure look() throws IOException {
        length = 0;
        if (fileNumber != Layout.fileNumber(id)) {
            return Structure.FILE_NUMBER;
        }
        if (offset < least) {
            return Structure.OFFSET;
        }
        if (!data.open(fileNumber)) {
            return Structure.NO_FILE;
        }
        if (!data.load(offset)) {
            return Structure.CUT;
        }
        if (data.magic() != Layout.MAGIC) {
            return Structure.MAGIC;
        }
        epochSeconds = data.epochSeconds();
        length = data.payloadLength();
        if (length < 0) {
            return Structure.LENGTH;
        }
        return data.holds(offset, (long) Layout.RECORD_PAYLOAD + length) ? Structure.RIGHT : Structure.CUT;
    }

    /** Where the next record begins at the least. One that is broken may say that it ends anywhere. */
    private long leastAfter() {
        if (structure == Structure.NONE) {
            return inFile(id + 1) * Layout.RECORD_PAYLOAD;
        }
        return isSound() ? end() : least + Layout.RECORD_PAYLOAD;
    }

    /** Of a record that is cut, perhaps within its header, the end as far as it is known. */
    private String cutEnd() {
        // As a number that cannot overflow: the offset may be any.
        return Long.toUnsignedString(offset + Layout.RECORD_PAYLOAD + length);
    }

    private Optional<Fault> fault(String what, String got, String want) {
        return Optional.of(new Fault(folder.day(), id, what, got, want));
    }

    private static String hex(short value) {
        return String.format("%04X", value);
    }

    private static long inFile(long id) {
        return id % Layout.RECORDS_PER_DATA_FILE;
    }
}
