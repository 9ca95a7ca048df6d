package io.remotelog.sdk;

/** What becomes of a record for which there is no room among those without an answer. */
public enum WhenFull {
    /** Its sender waits for room, at most until the deadline. Then the record is dropped, and counted. */
    BLOCK,

    /** It is dropped, and counted; nobody waits. */
    DROP_NEWEST,

    /**
     * Records go to a store on disk before that ({@link RemoteLogConfig#withSpill}), survive a restart of the application, and are
     * sent in order when the master is back. A sender that is faster than the disk waits for it. If 1 s brings no room, the disk
     * hangs: the record is dropped, and counted, and the next ones are dropped at once, until the disk goes on. To a go-remote-log
     * master records go at most once from here, too, but for those that were on their way when the application ended.
     */
    SPILL
}
