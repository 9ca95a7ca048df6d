package io.remotelog.sdk;

import java.io.IOException;
import java.util.Objects;

/** A record for which no receipt came, and whether it may be in the log all the same. */
public final class SendException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    SendException(Outcome outcome, String message, Throwable cause) {
        super(message, cause);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /** What became of the record, as far as it is known. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Whether the record is surely not in the log, so that sending it again cannot make it two. That is not to say that
     * the next attempt will fare better: a master that refuses a payload as too long will refuse it again.
     */
    public boolean isSafeToRetry() {
        return outcome != Outcome.UNKNOWN && outcome != Outcome.SPILLED;
    }

    /** What became of a record. */
    public enum Outcome {
        /**
         * No connection was given the record: there was none before the deadline, or no room to wait for one. Or one was,
         * and the other side said of it, as HTTP/2 has it, that it did not process it: it was closing the connection.
         */
        NOT_SENT,

        /** The master answered that it did not append the record. */
        REFUSED,

        /**
         * The record was given to a connection, and no answer told before the deadline what became of it: the connection
         * broke, or the master failed in a way that does not say. It may be in the log, and is not sent again by itself.
         */
        UNKNOWN,

        /**
         * The record is in the spill, or on its way there, and nobody is told of its receipt any more: it is sent when the master
         * is back, by this process or by the next one that uses the spill. To send it again would make it two.
         */
        SPILLED
    }
}
