package io.remotelog.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.protocol.payload.DbLogData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends records to a master, RemoteLog's or Go's. Any thread may call any method.
 *
 * <p><b>At most once.</b> A record leaves once. If no receipt comes, {@link SendException#outcome()} says whether it may be in
 * the log. Nothing that left is sent again by itself.
 *
 * <p><b>Order.</b> The records of one thread are put on the wire in the order of its calls, also those that wait for the
 * connection. A master that answers its calls on several threads may append in another order than it received; to be
 * sure, wait for a receipt before sending the next record.
 *
 * <p><b>Waiting.</b> A record has until {@link RemoteLogConfig#deadline()}: for room among the records without an answer,
 * for a connection, and for the answer. The {@code Async} methods wait for room only, and then return.
 *
 * <p><b>Completions run on the network's thread</b>: what an application hangs on a future, without an executor of its
 * own, must not block. There, an {@code Async} method that finds no room fails at once, and the blocking methods and
 * {@link #close()} throw {@link IllegalStateException}. Completing or cancelling a future does not recall the record.
 */
public final class RemoteLog implements AutoCloseable {
    /** A connection unused for so long is closed: firewalls forget one silently, most of them after five minutes. */
    private static final int IDLE_SECONDS = 240;

    /** A response is a code, a word and a position. */
    private static final int MAX_RESPONSE_BYTES = 64 << 10;

    /** What tearing down the connection may take, after the last record is settled. */
    private static final int TEAR_DOWN_SECONDS = 5;

    private final RemoteLogConfig config;
    private final ManagedChannel channel;
    private final Unanswered unanswered;
    private final Verdict verdict;
    private final Outbox outbox;

    private RemoteLog(RemoteLogConfig config) {
        this.config = config;
        this.unanswered = new Unanswered(config.maxUnansweredBytes(), config.maxUnansweredRecords());
        this.verdict = new Verdict(config.master(), config.deadline());
        this.channel = dialling(config)
                .channel()
                .idleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .build();
        this.outbox = new Outbox(new Reconnection(channel));
    }

    private static Dialling dialling(RemoteLogConfig config) {
        try {
            return new Dialling(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Makes a sender with the defaults. It connects when the first record comes.
     *
     * @param hostPort {@code HOST:PORT}, with an IPv6 address in brackets
     * @throws IllegalArgumentException if the text has another form
     */
    public static RemoteLog connect(String hostPort) {
        return connect(RemoteLogConfig.defaults(hostPort));
    }

    /**
     * Makes a sender. It connects when the first record comes.
     *
     * @throws UncheckedIOException if a file of TLS cannot be used; the message names it. Unchecked, as most senders have none
     */
    public static RemoteLog connect(RemoteLogConfig config) {
        return new RemoteLog(config);
    }

    /**
     * Sends a record and waits for the answer.
     *
     * <p>If the thread is interrupted, waiting ends with an exception as after any other failure, and the thread's
     * interrupt status is set.
     *
     * @param type what the payload is, -32768 to 32767
     * @param payload from its position to its limit; copied before this returns, its position is left as it was
     * @throws SendException if no receipt came; it says whether the record may be in the log
     * @throws IllegalArgumentException if the type is out of its range, or the payload longer than
     *     {@link RemoteLogConfig#maxPayloadBytes()}
     * @throws IllegalStateException in a completion
     */
    public Receipt send(int type, ByteBuffer payload) throws SendException {
        return await(type, copy(payload));
    }

    /**
     * Sends a record. Waits for room if there is none, at most until the deadline.
     *
     * @param type what the payload is, -32768 to 32767
     * @param payload from its position to its limit; copied before this returns, its position is left as it was
     * @return completes with the receipt, or fails with a {@link SendException}
     * @throws IllegalArgumentException if the type is out of its range, or the payload longer than
     *     {@link RemoteLogConfig#maxPayloadBytes()}
     */
    public CompletableFuture<Receipt> sendAsync(int type, ByteBuffer payload) {
        return submit(type, copy(payload)).future();
    }

    /** Sends a change in a database, type 1001; otherwise as {@link #send}. */
    public Receipt sendDb(DbLogData change) throws SendException {
        return await(RecordTypes.DB, change.toByteString());
    }

    /** Sends a change in a database, type 1001; otherwise as {@link #sendAsync}. */
    public CompletableFuture<Receipt> sendDbAsync(DbLogData change) {
        return submit(RecordTypes.DB, change.toByteString()).future();
    }

    /** Sends a line of an application's log, type 1101; otherwise as {@link #send}. */
    public Receipt sendApp(AppLogData line) throws SendException {
        return await(RecordTypes.APP, line.toByteString());
    }

    /** Sends a line of an application's log, type 1101; otherwise as {@link #sendAsync}. */
    public CompletableFuture<Receipt> sendAppAsync(AppLogData line) {
        return submit(RecordTypes.APP, line.toByteString()).future();
    }

    /** Sends JSON text as it is, unchecked, type 1201; otherwise as {@link #send}. */
    public Receipt sendJson(String json) throws SendException {
        return await(RecordTypes.JSON, ByteString.copyFromUtf8(json));
    }

    /** Sends JSON text as it is, unchecked, type 1201; otherwise as {@link #sendAsync}. */
    public CompletableFuture<Receipt> sendJsonAsync(String json) {
        return submit(RecordTypes.JSON, ByteString.copyFromUtf8(json)).future();
    }

    /**
     * Takes no more records, and waits for the answers due, at most {@link RemoteLogConfig#deadline()}; then fails what is
     * left. Senders that wait for room fail at once. Sending afterwards fails with {@link SendException.Outcome#NOT_SENT}.
     * If the thread is interrupted, waiting ends and its interrupt status is set. Closing twice does nothing more.
     *
     * @throws IllegalStateException in a completion
     */
    @Override
    public void close() {
        requireMayBlock("close");
        unanswered.close();
        try {
            if (unanswered.awaitNone(config.deadline().toNanos())) {
                channel.shutdown();
                channel.awaitTermination(TEAR_DOWN_SECONDS, TimeUnit.SECONDS);
            } else {
                channel.shutdownNow();
                unanswered.awaitNone(TimeUnit.SECONDS.toNanos(TEAR_DOWN_SECONDS));
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Receipt await(int type, ByteString payload) throws SendException {
        requireMayBlock("a blocking send");
        if (Thread.currentThread().isInterrupted()) {
            throw verdict.interrupted(null);
        }
        SendCall call = submit(type, payload);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.future().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    // Its end is near, and tells whether the record may be in the log.
                    call.cancel();
                }
            }
        } catch (ExecutionException e) {
            SendException failure = (SendException) e.getCause();
            throw new SendException(failure.outcome(), failure.getMessage(), failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private SendCall submit(int type, ByteString payload) {
        if (type != (short) type) {
            throw new IllegalArgumentException("type " + type + ", want -32768 to 32767");
        }
        if (payload.size() > config.maxPayloadBytes()) {
            throw new IllegalArgumentException("payload of " + payload.size() + " bytes, want at most "
                    + config.maxPayloadBytes() + ": split it, or raise maxPayloadBytes and the master's limit");
        }
        Deadline deadline = Deadline.after(config.deadline().toNanos(), TimeUnit.NANOSECONDS);
        AppLogRequest request =
                AppLogRequest.newBuilder().setDataType(type).setData(payload).build();
        SendCall call = new SendCall(channel, request, deadline, verdict, outbox, unanswered);
        boolean mayWait = !SendCall.isSettlingOnThisThread();
        try {
            Unanswered.Room room = unanswered.take(payload.size(), deadline, mayWait);
            if (room == Unanswered.Room.TAKEN) {
                outbox.submit(call);
            } else {
                call.future().completeExceptionally(verdict.noRoom(room, mayWait));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.future().completeExceptionally(verdict.interrupted(e));
        }
        return call;
    }

    private static ByteString copy(ByteBuffer payload) {
        return ByteString.copyFrom(Objects.requireNonNull(payload, "payload").duplicate());
    }

    private static void requireMayBlock(String what) {
        if (SendCall.isSettlingOnThisThread()) {
            throw new IllegalStateException(
                    what + " within a completion would keep away the answers that it waits for: use an Async method, or"
                            + " hang the completion on an executor with whenCompleteAsync and the like");
        }
    }
}
