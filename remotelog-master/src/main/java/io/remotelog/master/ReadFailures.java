package io.remotelog.master;

import io.grpc.Status;
import io.remotelog.api.BeyondEndException;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.LogRecord;
import io.remotelog.api.NoSuchDayException;
import io.remotelog.api.Position;
import java.io.IOException;

/** Says why a Read ends, in gRPC's terms. */
final class ReadFailures {
    private ReadFailures() {}

    /**
     * The status for a failure to read on.
     *
     * @param at before which record reading has stopped
     */
    static Status status(Throwable failure, Position at) {
        if (failure instanceof NoSuchDayException) {
            return Status.NOT_FOUND.withDescription(failure.getMessage());
        }
        if (failure instanceof BeyondEndException) {
            return Status.OUT_OF_RANGE.withDescription(failure.getMessage());
        }
        if (failure instanceof CorruptLogException) {
            return Status.DATA_LOSS.withDescription("record " + at + ": " + failure.getMessage());
        }
        String reason = failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
        return Status.INTERNAL.withDescription("the master cannot read its log at " + at + ": " + reason);
    }

    static Status invalid(IllegalArgumentException wrong) {
        return Status.INVALID_ARGUMENT.withDescription(wrong.getMessage());
    }

    static Status tooLong(LogRecord record) {
        return Status.FAILED_PRECONDITION.withDescription("record " + new Position(record.day(), record.id()) + " has "
                + record.payload().remaining() + " bytes, want at most " + MasterConfig.MAX_RECORD_BYTES
                + ": read it from the folder");
    }

    static Status tooMany(int max) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "the master serves " + max
                        + " reads at a time, and as many are under way: end some, try again later, or read from a replica's folder");
    }

    static Status notTaken(Position record, long bytes) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "record " + record + ", in a response of " + bytes
                        + " bytes, was not taken in time while other reads waited for room in the master's memory:"
                        + " read again from where the last response ended, and take what comes, or read from a replica's folder");
    }

    static Status shuttingDown() {
        return Status.UNAVAILABLE.withDescription("the master is shutting down");
    }
}
