package io.remotelog.storage.filelog.deep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What reached a disk, in order, as {@code blocklog.c} wrote it down. */
final class BlockLog {
    private static final int HEADER_BYTES = 16;

    private final ByteBuffer bytes;
    private final List<Entry> entries = new ArrayList<>();

    /** What an entry is; the codes are those of the C program. */
    enum Kind {
        WRITE,
        FLUSH,
        MARK,
        FAILED
    }

    /**
     * An entry.
     *
     * @param kind what it is
     * @param offset where on the disk, of a write that was done or failed
     * @param length of its bytes
     * @param at where its bytes are in the log
     */
    record Entry(Kind kind, long offset, int length, int at) {}

    private BlockLog(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.nativeOrder());
        int at = 0;
        while (bytes.limit() - at >= HEADER_BYTES) {
            Kind kind = Kind.values()[bytes.getInt(at) - 1];
            int length = bytes.getInt(at + Integer.BYTES);
            long offset = bytes.getLong(at + Long.BYTES);
            at += HEADER_BYTES;
            if (bytes.limit() - at < length) {
                break;
            }
            entries.add(new Entry(kind, offset, length, at));
            at += length;
        }
    }

    /** Reads the whole entries of a file's first bytes. */
    static BlockLog read(Path file, long length) throws IOException {
        // Not mapped: a mapping keeps the file system mounted for as long as the garbage collector likes.
        try (InputStream in = Files.newInputStream(file)) {
            return new BlockLog(ByteBuffer.wrap(in.readNBytes(Math.toIntExact(length))));
        }
    }

    int size() {
        return entries.size();
    }

    Entry entry(int number) {
        return entries.get(number);
    }

    long count(Kind kind) {
        return entries.stream().filter(entry -> entry.kind == kind).count();
    }

    /** Copies bytes of an entry. */
    void copy(Entry entry, int from, byte[] to, int toFrom, int length) {
        bytes.get(entry.at + from, to, toFrom, length);
    }

    String text(Entry entry) {
        byte[] text = new byte[entry.length];
        copy(entry, 0, text, 0, text.length);
        return new String(text, StandardCharsets.UTF_8);
    }
}
