package io.remotelog.api;

import java.io.IOException;

/** Bytes in the store are not what a writer can have written. */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what, where, got and want: {@code 20260131/data000003 at 8192: magic 0000, want 4B86}. */
    public CorruptLogException(String message) {
        super(message);
    }
}
