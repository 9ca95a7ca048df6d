package io.remotelog.protocol.sync;

import java.io.IOException;

/** A peer sent what it may not. The link is closed with this as the reason; nothing else is affected. */
public final class SyncProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what came, and what was wanted. */
    public SyncProtocolException(String message) {
        super(message);
    }
}
