package io.remotelog.storage.filelog;

import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Reads the records of a day forward, block by block. One thread.
 *
 * <p>Its memory does not depend on the size of the day. After a seek a block is one record, and grows from there, so that
 * reading here and there costs no more than what is read.
 */
final class FileCursor implements RecordCursor {
    private static final int GROWTH = 4;

    private final FileLogDay day;
    private final OpenDay openDay;
    private final BlockReader reader;
    private final RecordBlock block;

    /** The record that the cursor is at, counted from the block's first one; -1 before it. */
    private int at = -1;

    /** The id of the block's first record. */
    private long firstId;

    private long knownCount;

    /** Where the record before the next block ends in its data file, or -1 after a seek. */
    private long endBefore = -1;

    private int nextSize = 1;
    private boolean closed;

    FileCursor(FileLogDay day, OpenDay openDay, boolean verified) throws IOException {
        this.day = day;
        this.openDay = openDay;
        reader = new BlockReader(DayFolder.name(day.day()), openDay, verified);
        block = reader.block();
    }

    @Override
    public boolean next() throws IOException {
        int following = at + 1;
        if (following < block.size) {
            at = following;
            return true;
        }
        return advance();
    }

    @Override
    public void seek(long id) throws IOException {
        requireOpen();
        // The count only grows, so what it was is enough for most.
        if (id < 0 || id > knownCount) {
            refresh();
        }
        if (id < 0 || id > knownCount) {
            throw new IllegalArgumentException(day.day() + ": id " + id + ", want 0 to " + knownCount);
        }
        stand(id);
        endBefore = -1;
        nextSize = 1;
    }

    @Override
    public long id() {
        requireRecord();
        return firstId + at;
    }

    @Override
    public long offset() {
        requireRecord();
        return block.offset(at);
    }

    @Override
    public int epochSeconds() {
        requireRecord();
        return block.epochSeconds(at);
    }

    @Override
    public short type() {
        requireRecord();
        return block.type(at);
    }

    @Override
    public ByteBuffer payload() {
        requireRecord();
        return block.bytes.limit(block.to[at]).position(block.from[at]);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            at = -1;
            reader.close();
            openDay.disk().openDays().release(openDay);
        }
    }

    private boolean advance() throws IOException {
        requireOpen();
        long id = firstId + at + 1;
        if (at >= 0) {
            endBefore = block.end(at);
        }
        try {
            return nextBlock(id);
        } catch (InternalError | UncheckedIOException e) {
            stand(id);
            throw new IOException(
                    reader.place() + ": mapped memory cannot be read: the file was cut meanwhile, or the disk fails",
                    e);
        } catch (IOException e) {
            stand(id);
            throw e;
        }
    }

    private boolean nextBlock(long id) throws IOException {
        if (id >= knownCount) {
            refresh();
            if (id >= knownCount) {
                return false;
            }
        }
        stand(id);
        if (!reader.read(id, (int) Math.min(nextSize, knownCount - id), endBefore)) {
            // The index was cut since it was counted: the writer dropped what it had not committed.
            knownCount = 0;
            return false;
        }
        nextSize = Math.min(RecordBlock.MAX_RECORDS, nextSize * GROWTH);
        at = 0;
        return true;
    }

    private void stand(long id) {
        firstId = id;
        at = -1;
        block.clear();
    }

    private void refresh() throws IOException {
        knownCount = day.count(openDay, reader);
        reader.lookAgain();
    }

    private void requireRecord() {
        if (at < 0) {
            requireOpen();
            throw new IllegalStateException("no record: next() comes first");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("cursor of " + day.day() + " is closed");
        }
    }
}
