package io.remotelog.master;

import java.io.IOException;

/** The master takes no more records: it is shutting down, or its appender has ended. The record was not taken. */
public final class MasterClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    MasterClosedException() {
        super("the master takes no more records, this one was not taken");
    }
}
