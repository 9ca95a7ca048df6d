package io.remotelog.api;

import java.io.IOException;

/** There is no room for more records: the disk or a quota is full. Nothing was appended; try again once there is room. */
public final class StoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which place is full. */
    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
