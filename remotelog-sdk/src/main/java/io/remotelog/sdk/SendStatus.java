package io.remotelog.sdk;

/**
 * How sending gets on, since {@link RemoteLog#connect}.
 *
 * @param link how records go to the master at present
 * @param accepted records taken from the application
 * @param acknowledged records that the master says it has
 * @param notReplicated records among them that {@link Ack#replicated} was asked for, and that were not replicated in time
 * @param dropped records that were not accepted, as there was no room for them
 * @param notSent accepted records that were given up before they were sent
 * @param refused records that the master refused
 * @param unknown records of which it is not known whether the master has them
 * @param retriedBatches how often a batch was sent again
 * @param bufferedRecords accepted records in memory that are not settled
 * @param bufferedBytes bytes of their payloads
 * @param spilled records in the spill that are not acknowledged
 */
public record SendStatus(
        Link link,
        long accepted,
        long acknowledged,
        long notReplicated,
        long dropped,
        long notSent,
        long refused,
        long unknown,
        long retriedBatches,
        int bufferedRecords,
        long bufferedBytes,
        long spilled) {

    /** How records go to the master. */
    public enum Link {
        /** Not at all: there is no connection, or none yet. */
        NONE,

        /** In batches, which can be sent again without being doubled. */
        BATCHES,

        /** One call a record, at most once, as a go-remote-log master has it. */
        SINGLE_CALLS
    }
}
