package io.remotelog.storage.filelog;

import java.nio.file.Path;

/** Decides what goes wrong. Called with the lock of the disk held. */
@FunctionalInterface
interface Faults {
    Faults NONE = (number, operation, path) -> DiskFault.NONE;

    /**
     * What happens to an operation; a fault that does not fit it counts as none.
     *
     * @param number counts the operations of the process from 0
     */
    DiskFault at(long number, DiskOperation operation, Path path);

    /** One fault, at one operation. */
    static Faults once(long at, DiskFault fault) {
        return (number, operation, path) -> number == at ? fault : DiskFault.NONE;
    }
}
