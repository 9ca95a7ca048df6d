package io.remotelog.storage.filelog;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * The checksum of a record: CRC32C of its header and payload, and then of its type, 2 bytes big-endian. One thread.
 *
 * <p>The type comes last so that all the rest is one range of the data file, and so that a lost type can be told from the
 * checksum: two bytes change a CRC in 65,536 different ways.
 */
final class Checksum {
    /** Of the Castagnoli polynomial, bits reversed as CRC32C has them. */
    private static final int[] TABLE = table(0x82F63B78);

    /** Where in the table the entry with this highest byte is; they are all different. */
    private static final short[] BY_HIGHEST_BYTE = byHighestByte();

    private final CRC32C crc = new CRC32C();

    /** Of a record that lies from the buffer's position to its limit; the position is moved to the limit. */
    int of(ByteBuffer record, short type) {
        crc.reset();
        crc.update(record);
        return withType((int) crc.getValue(), type);
    }

    /** Of a record that lies in a range of an array. */
    int of(byte[] bytes, int from, int length, short type) {
        crc.reset();
        crc.update(bytes, from, length);
        return withType((int) crc.getValue(), type);
    }

    /** Begins a record that comes in parts. */
    void begin() {
        crc.reset();
    }

    /** Takes the next part of the record. */
    void add(ByteBuffer part) {
        crc.update(part);
    }

    /** Takes the next part of the record, a range of an array. */
    void add(byte[] bytes, int from, int length) {
        crc.update(bytes, from, length);
    }

    /** Ends a record that came in parts. */
    int end(short type) {
        return withType((int) crc.getValue(), type);
    }

    /** The checksum of a record whose header and payload have this CRC32C. */
    static int withType(int crcOfRecord, short type) {
        int state = ~crcOfRecord;
        state = state >>> 8 ^ TABLE[(state ^ type >>> 8) & 0xFF];
        state = state >>> 8 ^ TABLE[(state ^ type) & 0xFF];
        return ~state;
    }

    /** The type that makes this checksum of header and payload with this CRC32C; empty if none does: they are broken. */
    static OptionalInt type(int crcOfRecord, int checksum) {
        // The steps can be gone back: the highest byte of each state is that of one table entry.
        int last = ~checksum;
        int index2 = BY_HIGHEST_BYTE[last >>> 24];
        int middleUnshifted = last ^ TABLE[index2];
        // Of the state before, its upper 24 bits are known; its lowest byte is only mixed with the type's last byte.
        int index1 = BY_HIGHEST_BYTE[middleUnshifted >>> 16 & 0xFF];
        int state = ~crcOfRecord;
        int middle = state >>> 8 ^ TABLE[index1];
        int type = (((index1 ^ state) & 0xFF) << 8) | ((index2 ^ middle) & 0xFF);
        return withType(crcOfRecord, (short) type) == checksum ? OptionalInt.of((short) type) : OptionalInt.empty();
    }

    private static short[] byHighestByte() {
        short[] indexes = new short[TABLE.length];
        for (short i = 0; i < TABLE.length; i++) {
            indexes[TABLE[i] >>> 24] = i;
        }
        return indexes;
    }

    private static int[] table(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 1 ? value >>> 1 ^ polynomial : value >>> 1;
            }
            table[i] = value;
        }
        return table;
    }
}
