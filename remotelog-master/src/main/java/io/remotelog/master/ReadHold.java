package io.remotelog.master;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.remotelog.api.LogRecord;
import io.remotelog.api.Position;
import io.remotelog.protocol.link.RecordRoom;
import java.util.Optional;

/**
 * The record that is longer than a batch, and that a Read has given to gRPC: with its share of the {@link RecordRoom}, from before
 * the record is copied until gRPC has sent it or let go of it.
 *
 * <p>gRPC copies a message into buffers before {@code onNext} returns, and counts them until they are in the socket's own buffer.
 * It is ready again when less than 32 KiB of them are left. The Read's thread uses it, but for what is said to be for any.
 */
final class ReadHold {
    private final ServerCallStreamObserver<?> response;
    private final RecordRoom.Share room;
    private Optional<Status> notTaken = Optional.empty();
    private volatile boolean overdue;

    /**
     * Holds nothing yet.
     *
     * @param turn brings a turn of the Read
     */
    ReadHold(RecordRoom room, ServerCallStreamObserver<?> response, Runnable turn) {
        this.response = response;
        this.room = room.share(turn, () -> {
            overdue = true;
            turn.run();
        });
    }

    /** Takes room for a record; returns false if there is none yet: a turn comes when there is. */
    boolean take(LogRecord record, long responseBytes) {
        if (!room.take(responseBytes)) {
            return false;
        }
        notTaken = Optional.of(ReadFailures.notTaken(new Position(record.day(), record.id()), responseBytes));
        return true;
    }

    /** The connection is ready for more: it has taken what it was given. */
    void taken() {
        if (notTaken.isPresent()) {
            notTaken = Optional.empty();
            room.giveBack();
        }
    }

    /** gRPC has let go of everything, and takes no more. Any thread. */
    void giveBack() {
        room.giveBack();
    }

    /** Why the Read is to end for others who wait, if it is: told once. */
    Optional<Status> overdue() {
        if (!overdue) {
            return Optional.empty();
        }
        overdue = false;
        return response.isReady() ? Optional.empty() : notTaken;
    }
}
