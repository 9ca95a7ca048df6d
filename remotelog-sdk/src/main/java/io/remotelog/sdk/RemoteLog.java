package io.remotelog.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.ManagedChannel;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.protocol.payload.DbLogData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends records to a master, RemoteLog's or Go's. Any thread may call any method.
 *
 * <p><b>Batches.</b> Records leave in batches, one behind the other on one stream: at once while nothing else is under way, else
 * after {@link RemoteLogConfig#linger()} or when a batch is full.
 *
 * <p><b>Once.</b> A batch that brought no answer is sent again, unchanged, and the master knows what it has: it is not in the
 * log twice, as long as the master remembers its sender (the last 4,096 of them, for 7 days). If no receipt comes,
 * {@link SendException#outcome()} says whether the record may be in the log.
 *
 * <p><b>Order.</b> The records of one thread are appended in the order of its calls, also when connections are lost.
 *
 * <p><b>Waiting.</b> A record has until {@link RemoteLogConfig#deadline()}: for room among the records without an answer,
 * for a connection, and for the answer. Whether room is waited for, {@link RemoteLogConfig#whenFull()} says; a call waits for
 * nothing else, but those of {@link #send} and its like, which wait for the answer.
 *
 * <p><b>A go-remote-log master</b> has no batches. Records go to it one a call, at most once: what left is never sent again. It
 * may append in another order than it received; to be sure, wait for a receipt before sending the next record.
 *
 * <p><b>Completions run on the thread that sends, or on the network's</b>: what an application hangs on a future, without an
 * executor of its own, must not block. There, a method that finds no room fails at once, and the blocking methods and
 * {@link #close()} throw {@link IllegalStateException}. Completing or cancelling a future does not recall the record.
 */
public final class RemoteLog implements AutoCloseable {
    /** A connection unused for so long is closed: firewalls forget one silently, most of them after five minutes. */
    private static final int IDLE_SECONDS = 240;

    /** A silent link is asked for a sign of life after so long, the least that gRPC has: records wait for that. */
    private static final int KEEP_ALIVE_SECONDS = 10;

    /** And is given up if none comes for so long: batches without an answer are sent again over another one. */
    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

    /** A response is a result, a sentence, and where the records are. */
    private static final int MAX_RESPONSE_BYTES = 64 << 10;

    /** How long a call waits at most for the spill's disk to make room. */
    private static final long DISK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RemoteLogConfig config;
    private final Verdict verdict;
    private final Counters counters = new Counters();
    private final Warnings warnings = new Warnings();
    private final Optional<Spill> spill;
    private final Sender sender;
    private final SendBuffer buffer;

    /** Whether the last record found no room in spite of waiting: then nobody waits, until there is room again. */
    private volatile boolean isDiskStuck;

    private RemoteLog(RemoteLogConfig config) {
        this.config = config;
        this.verdict = new Verdict(config.master(), config.deadline());
        Dialling dialling = dialling(config);
        this.spill = spill(config, warnings);
        this.sender = new Sender(config, () -> channel(dialling), verdict, counters, warnings, spill);
        this.buffer = sender.buffer();
        sender.start();
    }

    private static Optional<Spill> spill(RemoteLogConfig config, Warnings warnings) {
        if (config.spill().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Spill.open(config.spill().get(), warnings));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static ManagedChannel channel(Dialling dialling) {
        return dialling.channel()
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .idleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .build();
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
     * @throws UncheckedIOException if a file of TLS, or the spill, cannot be used; the message names it, and the process that uses
     *     the spill. Unchecked, as most senders have none
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
        requireMayBlock("a blocking send");
        if (Thread.currentThread().isInterrupted()) {
            throw verdict.interrupted(null);
        }
        return await(submit(type, payload));
    }

    /**
     * Sends a record.
     *
     * @param type what the payload is, -32768 to 32767
     * @param payload from its position to its limit; copied before this returns, its position is left as it was
     * @return completes with the receipt, or fails with a {@link SendException}
     * @throws IllegalArgumentException if the type is out of its range, or the payload longer than
     *     {@link RemoteLogConfig#maxPayloadBytes()}
     */
    public CompletableFuture<Receipt> sendAsync(int type, ByteBuffer payload) {
        return submit(type, payload);
    }

    /**
     * Sends a record that nobody waits for: cheaper than {@link #sendAsync}. What fails later is counted in {@link #status()}, and
     * told in the log of the JDK.
     *
     * @param type what the payload is, -32768 to 32767
     * @param payload from its position to its limit; copied before this returns, its position is left as it was
     * @return false if the record was dropped, as there is no room for it, or this is closed
     * @throws IllegalArgumentException if the type is out of its range, or the payload longer than
     *     {@link RemoteLogConfig#maxPayloadBytes()}
     */
    public boolean log(int type, ByteBuffer payload) {
        return add(type, payload, null) == null;
    }

    /** Sends a change in a database, type 1001; otherwise as {@link #send}. */
    public Receipt sendDb(DbLogData change) throws SendException {
        return send(RecordTypes.DB, ByteBuffer.wrap(change.toByteArray()));
    }

    /** Sends a change in a database, type 1001; otherwise as {@link #sendAsync}. */
    public CompletableFuture<Receipt> sendDbAsync(DbLogData change) {
        return sendAsync(RecordTypes.DB, ByteBuffer.wrap(change.toByteArray()));
    }

    /** Sends a line of an application's log, type 1101; otherwise as {@link #send}. */
    public Receipt sendApp(AppLogData line) throws SendException {
        return send(RecordTypes.APP, ByteBuffer.wrap(line.toByteArray()));
    }

    /** Sends a line of an application's log, type 1101; otherwise as {@link #sendAsync}. */
    public CompletableFuture<Receipt> sendAppAsync(AppLogData line) {
        return sendAsync(RecordTypes.APP, ByteBuffer.wrap(line.toByteArray()));
    }

    /** Sends JSON text as it is, unchecked, type 1201; otherwise as {@link #send}. */
    public Receipt sendJson(String json) throws SendException {
        return send(RecordTypes.JSON, ByteBuffer.wrap(json.getBytes(UTF_8)));
    }

    /** Sends JSON text as it is, unchecked, type 1201; otherwise as {@link #sendAsync}. */
    public CompletableFuture<Receipt> sendJsonAsync(String json) {
        return sendAsync(RecordTypes.JSON, ByteBuffer.wrap(json.getBytes(UTF_8)));
    }

    /**
     * Waits until every record is settled that was accepted before: acknowledged, or failed.
     *
     * @param wait how long at most
     * @return whether they are
     * @throws IllegalStateException in a completion
     */
    public boolean flush(Duration wait) throws InterruptedException {
        requireMayBlock("flush");
        return sender.flush().await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How sending gets on. */
    public SendStatus status() {
        return new SendStatus(
                sender.link(),
                buffer.accepted(),
                counters.acknowledged.get(),
                counters.notReplicated.get(),
                counters.dropped.get(),
                counters.notSent.get(),
                counters.refused.get(),
                counters.unknown.get(),
                counters.retriedBatches.get(),
                buffer.records(),
                buffer.bytes(),
                spill.map(Spill::waiting).orElse(0L));
    }

    /** Closes as {@link #close(Duration)}, within {@link RemoteLogConfig#deadline()}. */
    @Override
    public void close() {
        close(config.deadline());
    }

    /**
     * Takes no more records, and waits for the answers due; then fails what is left. Senders that wait for room fail at once.
     * Sending afterwards fails with {@link SendException.Outcome#NOT_SENT}. If the thread is interrupted, waiting ends and its
     * interrupt status is set. Closing twice does nothing more.
     *
     * @param wait how long at most
     * @return what became of all records
     * @throws IllegalStateException in a completion
     */
    public CloseReport close(Duration wait) {
        requireMayBlock("close");
        buffer.close();
        boolean interrupted = false;
        try {
            boolean unused = flush(wait);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            sender.end();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new CloseReport(
                counters.acknowledged.get(),
                counters.notSent.get(),
                counters.refused.get(),
                counters.unknown.get(),
                counters.dropped.get(),
                spill.map(Spill::waiting).orElse(0L));
    }

    private Receipt await(PendingReceipt pending) throws SendException {
        boolean interrupted = false;
        long nanos = config.deadline().toNanos();
        try {
            while (true) {
                try {
                    return spill.isPresent() ? pending.get(nanos, TimeUnit.NANOSECONDS) : pending.get();
                } catch (TimeoutException e) {
                    // It stays in the spill.
                    nanos = Long.MAX_VALUE;
                    sender.interrupt(pending);
                } catch (InterruptedException e) {
                    interrupted = true;
                    // Its end is near, and tells whether the record may be in the log.
                    sender.interrupt(pending);
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

    private PendingReceipt submit(int type, ByteBuffer payload) {
        PendingReceipt pending = new PendingReceipt();
        SendException failure = add(type, payload, pending);
        if (failure != null) {
            pending.completeExceptionally(failure);
        }
        return pending;
    }

    /** Returns why the record was not accepted, or null. */
    private SendException add(int type, ByteBuffer payload, PendingReceipt pending) {
        if (type != (short) type) {
            throw new IllegalArgumentException("type " + type + ", want -32768 to 32767");
        }
        if (payload.remaining() > config.maxPayloadBytes()) {
            throw new IllegalArgumentException("payload of " + payload.remaining() + " bytes, want at most "
                    + config.maxPayloadBytes() + ": split it, or raise maxPayloadBytes and the master's limit");
        }
        boolean inCompletion = Settling.isOnThisThread();
        long waitNanos = inCompletion ? 0 : waitNanos();
        SendException failure;
        try {
            SendBuffer.Added added = buffer.add((short) type, payload, pending, waitNanos);
            if (added == SendBuffer.Added.ADDED) {
                if (isDiskStuck) {
                    isDiskStuck = false;
                }
                return null;
            }
            isDiskStuck = added == SendBuffer.Added.FULL;
            failure = added == SendBuffer.Added.CLOSED
                    ? verdict.closed()
                    : verdict.noRoom(config.whenFull(), inCompletion);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = verdict.interrupted(e);
        }
        counters.dropped.incrementAndGet();
        warnings.warn("dropped", failure.getMessage());
        return failure;
    }

    private long waitNanos() {
        return switch (config.whenFull()) {
            case BLOCK -> config.deadline().toNanos();
            case DROP_NEWEST -> 0;
            case SPILL -> isDiskStuck ? 0 : DISK_NANOS;
        };
    }

    private static void requireMayBlock(String what) {
        if (Settling.isOnThisThread()) {
            throw new IllegalStateException(
                    what + " within a completion would keep away the answers that it waits for: use an Async method, or"
                            + " hang the completion on an executor with whenCompleteAsync and the like");
        }
    }
}
