package io.remotelog.sdk;

/** What becomes of a record for which there is no room among those without an answer. */
public enum WhenFull {
    /** Its sender waits for room, at most until the deadline. Then the record is dropped, and counted. */
    BLOCK,

    /** It is dropped, and counted; nobody waits. */
    DROP_NEWEST
}
