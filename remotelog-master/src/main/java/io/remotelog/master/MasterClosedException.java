package io.remotelog.master;

import java.io.IOException;

/** The master is shutting down. The record was not taken. */
public final class MasterClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    MasterClosedException() {
        super("the master is shutting down, the record was not taken");
    }
}
