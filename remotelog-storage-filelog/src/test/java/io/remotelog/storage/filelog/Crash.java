package io.remotelog.storage.filelog;

/** The end of a process in the middle of what it does. An error, so that no code of the store takes it for a refusal. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
        // Thrown thousands of times a second: the operation says more than a stack trace.
        super(where, null, false, false);
    }
}
