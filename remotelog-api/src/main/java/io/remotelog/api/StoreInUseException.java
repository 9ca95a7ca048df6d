package io.remotelog.api;

import java.io.IOException;

/** The store has a writer already. Stop that one, or wait for its end. */
public final class StoreInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long holderPid;

    /**
     * Names the store and its writer.
     *
     * @param store where the store is
     * @param holderPid the process id of the writer, or -1 if it is not known
     */
    public StoreInUseException(String store, long holderPid) {
        super("store " + store + " is written by "
                + (holderPid < 0 ? "another process" : "process " + holderPid)
                + ", and a store has one writer: stop that one, or choose another store");
        this.holderPid = holderPid;
    }

    /** The process id of the writer, or -1 if it is not known. */
    public long holderPid() {
        return holderPid;
    }
}
