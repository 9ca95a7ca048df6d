package io.remotelog.master;

import java.io.IOException;
import java.io.Serial;

/** A fault of the program came between a record and its answer: nobody knows whether it is committed. */
final class MasterFaultException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    MasterFaultException(Throwable fault) {
        super("a fault of the master, it is not known whether the record is committed: " + fault, fault);
    }
}
