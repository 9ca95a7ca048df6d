package io.remotelog.master;

import java.io.IOException;

/** The queue before the appender stayed full for as long as a caller waits. The record was not taken; try again later. */
public final class QueueFullException extends IOException {
    private static final long serialVersionUID = 1L;

    QueueFullException(String message) {
        super(message);
    }
}
