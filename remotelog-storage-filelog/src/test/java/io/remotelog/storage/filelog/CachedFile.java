package io.remotelog.storage.filelog;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The bytes of a file of a {@link FaultyDisk}: those in the system's cache, which everybody reads, and those on the disk, which
 * survive a power cut. Guarded by the lock of the disk.
 *
 * <p>A write makes sectors dirty. They go to the disk when the file is forced, or one by one, whenever the system likes. The
 * length goes there by itself, too: a longer one may be there before the bytes, which are zeros then. A cut gets there at the
 * latest before a byte that was written behind it.
 */
final class CachedFile {
    static final int SECTOR_BYTES = 512;

    /** Of memory: what a mapping shows in one piece. */
    static final int PAGE_BYTES = 4096;

    /** Behind the end of the file within a page, so that who reads there gets no zeros. */
    private static final byte BEHIND = (byte) 0x99;

    private static final int NOT_CUT = Integer.MAX_VALUE;

    private byte[][] cache = new byte[2][];
    private int length;
    private byte[][] disk = new byte[2][];
    private int diskLength;
    private final BitSet dirty = new BitSet();

    /** The least length since the last cut that got to the disk. */
    private int shortest = NOT_CUT;

    int length() {
        return length;
    }

    /** How much of it would be there after a power cut without luck. */
    int durableLength() {
        return diskLength;
    }

    void write(ByteBuffer bytes, int count, int offset) {
        int end = offset + count;
        if (count == 0) {
            return;
        }
        if (offset > length) {
            fill(length, offset, (byte) 0);
        }
        for (int at = offset; at < end; ) {
            int part = Math.min(end - at, PAGE_BYTES - at % PAGE_BYTES);
            bytes.get(page(at), at % PAGE_BYTES, part);
            at += part;
        }
        length = Math.max(length, end);
        dirty.set(offset / SECTOR_BYTES, (end - 1) / SECTOR_BYTES + 1);
    }

    /** Copies what there is from an offset, and tells how much that is. */
    int read(ByteBuffer into, long offset) {
        int count = (int) Math.max(0, Math.min(into.remaining(), length - offset));
        for (int at = (int) offset; at < offset + count; ) {
            int part = Math.min((int) offset + count - at, PAGE_BYTES - at % PAGE_BYTES);
            into.put(page(at), at % PAGE_BYTES, part);
            at += part;
        }
        return count;
    }

    void cut(int to) {
        if (to >= length) {
            return;
        }
        // Pages that somebody has mapped show it, too.
        fill(to, roundUp(length, PAGE_BYTES), BEHIND);
        int gone = (to + SECTOR_BYTES - 1) / SECTOR_BYTES;
        dirty.clear(gone, Math.max(gone, dirty.length()));
        if (to % SECTOR_BYTES != 0) {
            dirty.set(to / SECTOR_BYTES);
        }
        length = to;
        shortest = Math.min(shortest, to);
    }

    /** The page that holds an offset, as far as the file goes: it shows what is written later. */
    ByteBuffer mapped(long offset) {
        if (offset >= roundUp(length, PAGE_BYTES)) {
            return ByteBuffer.allocate(0);
        }
        return ByteBuffer.wrap(page((int) offset));
    }

    void force() {
        dirty.stream().forEach(this::flush);
        dirty.clear();
        flushLength(length);
    }

    /** As Linux does: what was dirty counts as clean from now on, whether it was written or not. */
    void failForce(Luck luck) {
        writeBack(luck);
        dirty.clear();
    }

    /** Writes some dirty sectors, and perhaps the length. */
    void writeBack(Luck luck) {
        double chance = luck.chance();
        dirty.stream().filter(sector -> luck.with(chance)).forEach(sector -> {
            flush(sector);
            dirty.clear(sector);
        });
        if (luck.with(chance)) {
            flushLength(length);
        }
    }

    /** Takes clean sectors out of the cache, so that they are read from the disk again. */
    void evict() {
        flushCut();
        for (int sector = 0; sector * SECTOR_BYTES < length; sector++) {
            if (!dirty.get(sector)) {
                int from = sector * SECTOR_BYTES;
                int count = Math.min(SECTOR_BYTES, length - from);
                byte[] onDisk = from / PAGE_BYTES < disk.length ? disk[from / PAGE_BYTES] : null;
                if (onDisk == null) {
                    fill(from, from + count, (byte) 0);
                } else {
                    System.arraycopy(onDisk, from % PAGE_BYTES, page(from), from % PAGE_BYTES, count);
                }
            }
        }
    }

    /** What a power cut leaves. */
    CachedFile afterPowerCut(Luck luck) {
        CachedFile left = new CachedFile();
        left.disk = copy(disk);
        left.diskLength = diskLength;
        left.cache = copy(cache);
        left.length = length;
        left.shortest = shortest;
        left.dirty.or(dirty);
        left.loseDirty(luck);
        return left;
    }

    private void loseDirty(Luck luck) {
        if (shortest != NOT_CUT && luck.with(luck.chance())) {
            flushCut();
        }
        double chance = luck.chance();
        int last = -1;
        for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
            if (luck.with(chance)) {
                flush(sector);
            } else {
                last = sector;
            }
        }
        if (last >= 0 && luck.with(chance)) {
            tear(last, luck.upTo(SECTOR_BYTES));
        }
        if (luck.with(luck.chance())) {
            flushLength(luck.with(0.5) ? length : lengthBetween(luck));
        }
        dirty.clear();
        shortest = NOT_CUT;
        // What got there behind the length is in no file.
        clearDisk(diskLength);
        length = diskLength;
        cache = Arrays.copyOf(copy(disk), Math.max(2, roundUp(length, PAGE_BYTES) / PAGE_BYTES));
        fill(length, roundUp(length, PAGE_BYTES), BEHIND);
    }

    private int lengthBetween(Luck luck) {
        int least = Math.min(diskLength, shortest);
        return least + luck.upTo(Math.max(0, length - least));
    }

    private void flush(int sector) {
        tear(sector, SECTOR_BYTES);
    }

    /** Writes the first bytes of a sector. */
    private void tear(int sector, int bytes) {
        int from = sector * SECTOR_BYTES;
        if (from + bytes > shortest) {
            flushCut();
        }
        int count = Math.max(0, Math.min(bytes, length - from));
        byte[] page = diskPage(from);
        System.arraycopy(page(from), from % PAGE_BYTES, page, from % PAGE_BYTES, count);
        if (bytes == SECTOR_BYTES) {
            Arrays.fill(page, from % PAGE_BYTES + count, from % PAGE_BYTES + bytes, (byte) 0);
        }
    }

    private void flushLength(int to) {
        flushCut();
        diskLength = to;
    }

    private void flushCut() {
        if (shortest < diskLength) {
            diskLength = shortest;
        }
        if (shortest != NOT_CUT) {
            clearDisk(shortest);
        }
        shortest = NOT_CUT;
    }

    private void clearDisk(int from) {
        for (int at = from; at < disk.length * PAGE_BYTES; at = roundUp(at + 1, PAGE_BYTES)) {
            if (disk[at / PAGE_BYTES] != null) {
                Arrays.fill(disk[at / PAGE_BYTES], at % PAGE_BYTES, PAGE_BYTES, (byte) 0);
            }
        }
    }

    private void fill(int from, int to, byte value) {
        for (int at = from; at < to; at = roundUp(at + 1, PAGE_BYTES)) {
            int pageEnd = roundUp(at + 1, PAGE_BYTES);
            Arrays.fill(page(at), at % PAGE_BYTES, Math.min(to, pageEnd) - (pageEnd - PAGE_BYTES), value);
        }
    }

    private byte[] page(int offset) {
        int page = offset / PAGE_BYTES;
        if (page >= cache.length) {
            cache = Arrays.copyOf(cache, Math.max(page + 1, 2 * cache.length));
        }
        if (cache[page] == null) {
            cache[page] = new byte[PAGE_BYTES];
            Arrays.fill(cache[page], Math.min(PAGE_BYTES, Math.max(0, length - page * PAGE_BYTES)), PAGE_BYTES, BEHIND);
        }
        return cache[page];
    }

    private byte[] diskPage(int offset) {
        int page = offset / PAGE_BYTES;
        if (page >= disk.length) {
            disk = Arrays.copyOf(disk, Math.max(page + 1, 2 * disk.length));
        }
        if (disk[page] == null) {
            disk[page] = new byte[PAGE_BYTES];
        }
        return disk[page];
    }

    private static byte[][] copy(byte[][] pages) {
        byte[][] copy = new byte[pages.length][];
        for (int i = 0; i < pages.length; i++) {
            copy[i] = pages[i] == null ? null : pages[i].clone();
        }
        return copy;
    }

    private static int roundUp(int number, int unit) {
        return (number + unit - 1) / unit * unit;
    }
}
