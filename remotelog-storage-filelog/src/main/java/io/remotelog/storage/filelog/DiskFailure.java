package io.remotelog.storage.filelog;

import io.remotelog.api.StoreFullException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Set;

/** Says what was done to which file when the system refused it, and tells a full disk from other failures. */
final class DiskFailure {
    /** The messages of Linux for ENOSPC, EDQUOT and EFBIG: Java has no other way to tell these apart. */
    private static final Set<String> FULL = Set.of("No space left on device", "Disk quota exceeded", "File too large");

    private DiskFailure() {}

    static IOException named(String what, IOException failure) {
        String reason = reason(failure);
        String message = what + ": " + reason;
        return FULL.contains(reason)
                ? new StoreFullException(message + "; appends go on once there is room", failure)
                : new IOException(message, failure);
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        // A file system exception puts the path before its reason, which is the system's message.
        String reason = failure instanceof FileSystemException refused && refused.getReason() != null
                ? refused.getReason()
                : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
