package io.remotelog.master;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A single record on its way. */
abstract class PendingRecord extends Pending {
    /** What a record costs besides its payload. */
    static final int OVERHEAD_BYTES = 256;

    private final short type;
    private final ByteBuffer payload;
    private int index;

    PendingRecord(short type, ByteBuffer payload) {
        super(OVERHEAD_BYTES + (long) payload.remaining());
        this.type = type;
        this.payload = payload;
    }

    /** Which record of its commit it is. */
    final int index() {
        return index;
    }

    @Override
    final int records() {
        return 1;
    }

    @Override
    final void appendTo(CommitGroup group) throws IOException {
        index = group.append(type, payload);
    }
}
