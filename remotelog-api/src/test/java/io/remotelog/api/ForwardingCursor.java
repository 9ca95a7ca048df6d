package io.remotelog.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Hands every call on to another cursor: a test overrides what is to be different. */
public class ForwardingCursor implements RecordCursor {
    private final RecordCursor cursor;

    /** Hands on to this cursor. */
    public ForwardingCursor(RecordCursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean next() throws IOException {
        return cursor.next();
    }

    @Override
    public void seek(long id) throws IOException {
        cursor.seek(id);
    }

    @Override
    public long id() {
        return cursor.id();
    }

    @Override
    public long offset() {
        return cursor.offset();
    }

    @Override
    public int epochSeconds() {
        return cursor.epochSeconds();
    }

    @Override
    public short type() {
        return cursor.type();
    }

    @Override
    public ByteBuffer payload() {
        return cursor.payload();
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
