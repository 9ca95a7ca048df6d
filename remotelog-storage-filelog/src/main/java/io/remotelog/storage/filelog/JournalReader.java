package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the blocks that a crash left in the journal, from the first that is needed to the last that is whole. One thread.
 */
final class JournalReader {
    /** What is believed of a block's length: more than any staging holds. */
    private static final int MAX_BLOCK_BYTES = 64 << 20;

    private static final int NO_BLOCK = 0;

    private final DiskFile file;
    private final JournalHeader header;
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    JournalReader(DiskFile file, JournalHeader header) {
        this.file = file;
        this.header = header;
    }

    /** Hands over each block before a number in turn; what it shares is reused for the next one. */
    void read(Journal.Replay replay, long endNumber) throws IOException {
        long at = header.tail();
        long number = header.tailNumber();
        while (number < endNumber) {
            int length = find(at, number);
            if (length == NO_BLOCK && at > 0) {
                // It did not fit up to the ring's end, so it is at its beginning, or nowhere.
                at = 0;
                length = find(at, number);
            }
            if (length == NO_BLOCK) {
                return;
            }
            Optional<JournalBlock> block = JournalBlock.get(bytes, length);
            if (block.isEmpty()) {
                return;
            }
            replay.apply(block.get());
            at += JournalBlock.aligned(length);
            number++;
        }
    }

    /** Reads the block of that number, if it may be there; its length, or {@link #NO_BLOCK}. */
    private int find(long at, long number) throws IOException {
        long offset = JournalHeader.BYTES + at;
        read(offset, JournalBlock.HEADER_BYTES);
        if (bytes.hasRemaining()) {
            return NO_BLOCK;
        }
        int length = JournalBlock.length(bytes, header.generation(), number, MAX_BLOCK_BYTES);
        if (length == NO_BLOCK || length > file.length() - offset) {
            return NO_BLOCK;
        }
        read(offset, length);
        return bytes.hasRemaining() ? NO_BLOCK : length;
    }

    private void read(long offset, int length) throws IOException {
        if (bytes.capacity() < length) {
            bytes = ByteBuffer.allocate(Integer.highestOneBit(length) * 2);
        }
        file.read(bytes.clear().limit(length), offset);
    }
}
