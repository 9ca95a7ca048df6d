package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Mends one record after another of a run of broken ones: from the rest of what the files say of it, or from a copy. One
 * thread.
 *
 * <p>Four things tell of a record: its index entry, its bytes, its checksum, and where the one before it ends. What three of
 * them agree on, or two with a copy, is taken for right. Where a record and its checksum contradict each other, and nothing
 * else decides, then only damage that lies within one byte is believed to be in the checksum or the type: damage elsewhere
 * hardly ever looks like that. Otherwise the record stays as it is.
 */
final class RecordRepair implements Closeable {
    /** There is nothing wrong with the record; what was thought so is in the one before. */
    static final String SOUND = "nothing to mend";

    private final DayFolder folder;
    private final boolean withChecksums;
    private final Optional<RecordCopy> copy;
    private final Replacements out;
    private final EntryBlocks index;
    private final EntryBlocks checksums;
    private final RecordBlocks data;

    private boolean placeKnown;

    /** Where the record begins if it follows the one before; if that is not known, where it begins at the least. */
    private long place;

    private long runFrom;
    private Optional<Boolean> copyFits = Optional.empty();

    private long id;
    private int fileNumber;
    private boolean hasEntry;
    private int entryNumber;
    private long entryOffset;
    private short entryType;
    private boolean hasStored;
    private int stored;
    private long bound;
    private long next;

    /** Whether the record at hand has the right structure, whether or not it could be mended. */
    private boolean whole;

    private long end;

    /**
     * Begins before any run.
     *
     * @param withChecksums whether a record that is mended gets a checksum if it has none
     */
    RecordRepair(DayFolder folder, boolean withChecksums, Optional<RecordCopy> copy, Replacements out) {
        this.folder = folder;
        this.withChecksums = withChecksums;
        this.copy = copy;
        this.out = out;
        index = new EntryBlocks(folder.disk(), folder.index(), Layout.ENTRY_BYTES);
        checksums = new EntryBlocks(folder.disk(), folder.checksums(), Layout.CHECKSUM_BYTES);
        data = new RecordBlocks(folder);
    }

    /** Begins a run after records that end there. */
    void begin(DayEnd before) {
        runFrom = before.count();
        place = before.offset();
        placeKnown = true;
        copyFits = Optional.empty();
    }

    /**
     * Mends the next record, if it can be.
     *
     * @param recordId the one after the last
     * @param recordBound where the next sound record begins in the same data file, or any large number
     * @param recordNext where the next record begins in the same data file, as far as that is known, or -1
     * @return how it was mended; empty if it was not
     */
    Optional<String> mend(long recordId, long recordBound, long recordNext) throws IOException {
        load(recordId, recordBound, recordNext);
        Optional<String> how = mend();
        if (how.isPresent() || whole) {
            place = end;
            placeKnown = true;
        } else {
            place += Layout.RECORD_PAYLOAD;
            placeKnown = false;
        }
        return how;
    }

    /** Whether the record at hand can be read now, with its checksum or without. */
    boolean isWhole() {
        return whole;
    }

    /** Where the day ends with the record at hand, which can be read. */
    DayEnd dayEnd() {
        return new DayEnd(id + 1, fileNumber, end);
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

    private void load(long recordId, long recordBound, long recordNext) throws IOException {
        id = recordId;
        bound = recordBound;
        next = recordNext;
        fileNumber = Layout.fileNumber(id);
        if (id % Layout.RECORDS_PER_DATA_FILE == 0) {
            place = 0;
            placeKnown = true;
        }
        hasEntry = index.load(id);
        if (hasEntry) {
            entryNumber = index.getShort(id, Layout.ENTRY_FILE_NUMBER);
            entryOffset = index.getLong(id, Layout.ENTRY_OFFSET);
            entryType = index.getShort(id, Layout.ENTRY_TYPE);
        }
        hasStored = checksums.load(id);
        stored = hasStored ? checksums.getInt(id, 0) : 0;
        whole = false;
    }

    private Optional<String> mend() throws IOException {
        boolean indexed = hasEntry && entryNumber == fileNumber && entryOffset >= place && entryOffset < bound;
        Optional<String> how = Optional.empty();
        if (data.open(fileNumber)) {
            if (indexed) {
                how = mendAt(entryOffset);
            }
            if (how.isEmpty() && placeKnown && !(indexed && entryOffset == place)) {
                how = mendUnindexed();
            }
        }
        if (how.isEmpty()) {
            how = takeCopy(indexed);
        }
        return how;
    }

    /** Of a record that may be where the index says. */
    private Optional<String> mendAt(long offset) throws IOException {
        if (!hasHeader(offset) || (!hasStored && next >= 0 && headerEnd(offset) != next)) {
            return mendHeader(offset);
        }
        if (!hasStored) {
            // Its neighbours agree with it, or nothing is known of them.
            return (placeKnown && offset == place) || headerEnd(offset) == next ? sound(offset) : Optional.empty();
        }
        int crc = data.crc(headerEnd(offset) - offset);
        int computed = Checksum.withType(crc, entryType);
        if (computed == stored) {
            return sound(offset);
        }
        Optional<String> how = mendByEvidence(crc, computed);
        readable(headerEnd(offset));
        return how.isPresent() ? how : mendHeader(offset);
    }

    /** Of a record whose structure is right, and that contradicts its checksum. */
    private Optional<String> mendByEvidence(int crc, int computed) throws IOException {
        if (hasCopy()) {
            int copied = copy.get().checksum();
            if (copied == stored) {
                // The copy has the record that the checksum is of.
                return Optional.empty();
            }
            if (copied == computed) {
                putChecksum(computed);
                return Optional.of("checksum computed from the record, which the copy has too");
            }
        }
        OptionalInt type = Checksum.type(crc, stored);
        if (type.isPresent() && isWithinOneByte((type.getAsInt() ^ entryType) & 0xFFFF)) {
            putEntry(entryOffset, (short) type.getAsInt());
            return Optional.of("type solved from the checksum");
        }
        if (isWithinOneByte(computed ^ stored) || stored == 0 || stored == -1) {
            putChecksum(computed);
            return Optional.of("checksum computed from the record");
        }
        return Optional.empty();
    }

    /** Of a record that is where the one before ends, while the index says something else, or nothing. */
    private Optional<String> mendUnindexed() throws IOException {
        if (!hasHeader(place)) {
            return Optional.empty();
        }
        long recordEnd = headerEnd(place);
        short type;
        if (hasStored) {
            OptionalInt solved = Checksum.type(data.crc(recordEnd - place), stored);
            if (solved.isEmpty()) {
                return Optional.empty();
            }
            type = (short) solved.getAsInt();
        } else if (hasEntry && recordEnd == next && isEntryOffByOneByte()) {
            type = entryType;
        } else {
            return Optional.empty();
        }
        putEntry(place, type);
        readable(recordEnd);
        return Optional.of("index entry made from " + DayFolder.dataName(fileNumber)
                + (hasStored ? " and the checksum" : " and the neighbours"));
    }

    /** Of a record whose header is broken, but not what the header should say: that is known from its neighbours. */
    private Optional<String> mendHeader(long offset) throws IOException {
        if (!data.load(offset)) {
            return Optional.empty();
        }
        long recordEnd = next;
        if (recordEnd < 0 && data.payloadLength() >= 0) {
            recordEnd = headerEnd(offset);
        }
        long bytes = recordEnd - offset;
        if (bytes < Layout.RECORD_PAYLOAD || recordEnd > bound || !data.holds(offset, bytes)) {
            return Optional.empty();
        }
        int length = (int) (bytes - Layout.RECORD_PAYLOAD);
        ByteBuffer header = ByteBuffer.allocate(Layout.RECORD_PAYLOAD)
                .putShort(Layout.MAGIC)
                .putInt(data.epochSeconds())
                .putInt(length)
                .flip();
        boolean right;
        if (hasStored) {
            right = Checksum.withType(data.crc(header.duplicate(), bytes), entryType) == stored;
        } else {
            right = bytesThatDiffer((data.magic() ^ Layout.MAGIC) & 0xFFFF)
                            + bytesThatDiffer(data.payloadLength() ^ length)
                    == 1;
        }
        if (!right) {
            return Optional.empty();
        }
        out.put(DayFolder.dataName(fileNumber), offset, header);
        readable(recordEnd);
        return Optional.of("header made from its neighbours" + (hasStored ? " and the checksum" : ""));
    }

    private Optional<String> takeCopy(boolean indexed) throws IOException {
        if (!hasCopy() || !(hasStored ? copy.get().checksum() == stored : copyFits())) {
            return Optional.empty();
        }
        long length = copy.get().length();
        long until = next >= 0 ? next : bound;
        long offset;
        if (!placeKnown || (indexed && entryOffset + length == until)) {
            offset = indexed ? entryOffset : -1;
        } else {
            offset = indexed && place + length != until && entryOffset + length <= until ? entryOffset : place;
        }
        if (offset < 0 || offset + length > bound) {
            return Optional.empty();
        }
        putEntry(offset, copy.get().type());
        out.put(DayFolder.dataName(fileNumber), offset, copy.get().bytes());
        if (!hasStored && withChecksums) {
            putChecksum(copy.get().checksum());
        }
        readable(offset + length);
        return Optional.of("taken from the copy");
    }

    private boolean hasCopy() throws IOException {
        return copy.isPresent() && copy.get().load(id);
    }

    /** Whether the copy has the same record before the run; without one it is believed. */
    private boolean copyFits() throws IOException {
        if (copyFits.isEmpty()) {
            long before = runFrom - 1;
            boolean fits = before < 0 || isSameInCopy(before);
            copyFits = Optional.of(fits && copy.get().load(id));
        }
        return copyFits.get() && copy.get().load(id);
    }

    private boolean isSameInCopy(long other) throws IOException {
        try (RecordWalk walk = new RecordWalk(folder, other)) {
            return walk.next()
                    && walk.isWhole()
                    && copy.get().load(other)
                    && copy.get().checksum() == walk.checksum();
        }
    }

    private void putEntry(long offset, short type) {
        if (hasEntry && entryNumber == fileNumber && entryOffset == offset && entryType == type) {
            return;
        }
        ByteBuffer entry = ByteBuffer.allocate(Layout.ENTRY_BYTES);
        entry.putShort((short) fileNumber).putLong(offset).putShort(type);
        out.put(Layout.INDEX, Layout.entryOffset(id), entry.flip());
    }

    private void putChecksum(int value) {
        out.put(
                Layout.CHECKSUMS,
                Layout.checksumOffset(id),
                ByteBuffer.allocate(Layout.CHECKSUM_BYTES).putInt(value).flip());
    }

    private Optional<String> sound(long offset) throws IOException {
        readable(headerEnd(offset));
        return Optional.of(SOUND);
    }

    private void readable(long recordEnd) {
        whole = true;
        end = recordEnd;
    }

    /** Whether there is a header at an offset that can be one, with the record whole within the bound. */
    private boolean hasHeader(long offset) throws IOException {
        if (!data.load(offset) || data.magic() != Layout.MAGIC || data.payloadLength() < 0) {
            return false;
        }
        long bytes = headerEnd(offset) - offset;
        return bytes <= bound - offset && data.holds(offset, bytes);
    }

    /** Where the record at an offset ends, which was loaded last, if its header is right. */
    private long headerEnd(long offset) {
        return offset + Layout.RECORD_PAYLOAD + data.payloadLength();
    }

    private boolean isEntryOffByOneByte() {
        return bytesThatDiffer((entryNumber ^ fileNumber) & 0xFFFF) + bytesThatDifferInLong(entryOffset ^ place) == 1;
    }

    private static boolean isWithinOneByte(int difference) {
        return bytesThatDiffer(difference) <= 1;
    }

    private static int bytesThatDiffer(int difference) {
        return bytesThatDifferInLong(Integer.toUnsignedLong(difference));
    }

    private static int bytesThatDifferInLong(long difference) {
        int bytes = 0;
        for (long rest = difference; rest != 0; rest >>>= Byte.SIZE) {
            bytes += (rest & 0xFF) == 0 ? 0 : 1;
        }
        return bytes;
    }
}
