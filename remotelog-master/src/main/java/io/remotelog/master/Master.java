package io.remotelog.master;

import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Position;
import io.remotelog.protocol.link.LinkTrouble;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.protocol.link.Replicas;
import io.remotelog.protocol.link.SyncPort;
import io.remotelog.protocol.link.SyncServer;
import io.remotelog.protocol.security.ReloadingSslContext;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A running master: appends what applications send, in the order of arrival, and serves it to replicas. Any thread.
 *
 * <p>The store stays the caller's, who closes it after the master.
 */
public final class Master implements Closeable {
    private final MasterConfig config;
    private final Appender appender;
    private final Optional<IngestServer> ingest;
    private final Optional<SyncServer> sync;
    private final Deque<Closeable> parts;

    private Master(
            MasterConfig config,
            Appender appender,
            Optional<IngestServer> ingest,
            Optional<SyncServer> sync,
            Deque<Closeable> parts) {
        this.config = config;
        this.appender = appender;
        this.ingest = ingest;
        this.sync = sync;
        this.parts = parts;
    }

    /**
     * Takes the store for writing, finishes the unfinished days before the current one, opens that, and begins to serve.
     *
     * @throws IllegalArgumentException if strangers could get in; see {@link MasterConfig#requireProtected()}
     * @throws IOException if a file of TLS cannot be used, the store cannot be written to, its newest day is more than a day
     *     ahead of the clock, or an address cannot be listened on; then nothing is left running
     */
    public static Master start(LogStore store, MasterConfig config) throws IOException {
        return start(store, config, Clock.systemUTC(), System::nanoTime);
    }

    static Master start(LogStore store, MasterConfig config, Clock wall, LongSupplier monotonicNanos)
            throws IOException {
        return start(store, config, wall, monotonicNanos, IngestRoom.of(config.maxRecordBytes()));
    }

    static Master start(LogStore store, MasterConfig config, Clock wall, LongSupplier monotonicNanos, IngestRoom room)
            throws IOException {
        config.requireProtected();
        // Before the store is taken: what cannot serve changes nothing.
        Optional<ReloadingSslContext> tls = config.security().tls().isPresent()
                ? Optional.of(
                        ReloadingSslContext.ofServer(config.security().tls().get()))
                : Optional.empty();
        // What was begun, last first: the order in which it ends.
        Deque<Closeable> parts = new ArrayDeque<>();
        boolean started = false;
        try {
            Optional<ZoneId> lineageZone = store.lineage().map(Lineage::zone);
            ZoneId zone = config.zone().or(() -> lineageZone).orElseGet(ZoneId::systemDefault);
            LogClock clock = new LogClock(wall, monotonicNanos, zone);
            LogWriter writer = store.writer(zone);
            parts.push(writer);
            Replicas replicas = new Replicas(store, clock);
            AckHold hold = new AckHold(config.replicas(), replicas);
            DayRoll days = new DayRoll(store, writer, clock, config.retention(), hold);
            days.begin();
            AppendQueue queue = new AppendQueue(config.maxQueuedBytes(), config.queueTimeout(), clock);
            Appender appender = new Appender(
                    queue, writer, new AppendTurn(store.commitsDurably()), days, clock, config.maxRecordBytes());
            appender.start();
            parts.push(appender);
            AckWaits acks = new AckWaits(store, replicas);
            parts.push(acks::close);
            Optional<SyncServer> sync = Optional.empty();
            if (config.syncAddress().isPresent()) {
                sync = Optional.of(SyncServer.start(new SyncPort(
                        config.syncAddress().get(),
                        config.sendFlag(),
                        config.security().token(),
                        tls,
                        config.replicas().lagWarning(),
                        store,
                        appender::currentDay,
                        clock,
                        replicas)));
                parts.push(sync.get());
            }
            Optional<IngestServer> ingest = Optional.empty();
            if (config.grpcAddress().isPresent()) {
                ingest = Optional.of(IngestServer.start(
                        config.grpcAddress().get(),
                        appender,
                        acks,
                        store,
                        config.maxRecordBytes(),
                        room,
                        tls,
                        config.security().token()));
                parts.push(ingest.get());
            }
            started = true;
            return new Master(config, appender, ingest, sync, parts);
        } finally {
            if (!started) {
                closeAll(parts);
            }
        }
    }

    /** Where applications call, with the port that was taken; empty if it was not asked for. */
    public Optional<InetSocketAddress> grpcAddress() {
        return ingest.map(IngestServer::address);
    }

    /** Where replicas dial, with the port that was taken; empty if it was not asked for. */
    public Optional<InetSocketAddress> syncAddress() {
        return sync.map(SyncServer::address);
    }

    /** The replicas that are linked, and the named ones that were; none if there is no port for them. */
    public List<ReplicaStatus> replicas() throws IOException {
        return sync.isPresent() ? sync.get().replicas().status() : List.of();
    }

    /** What it has done since it was started, and how it stands. */
    public MasterStatus status() {
        return appender.status();
    }

    /** What Appends and Reads of applications have come to since it was started; nothing if there is no port for them. */
    public CallStatus calls() {
        return ingest.map(IngestServer::calls).orElseGet(() -> new CallCounts().status(0, 0));
    }

    /** What links of replicas have come to since it was started; nothing if there is no port for them. */
    public LinkTrouble linkTrouble() {
        return sync.isPresent() ? sync.get().replicas().trouble() : LinkTrouble.NONE;
    }

    /**
     * Appends a record and waits until it is committed.
     *
     * @param type what the payload is, an int16
     * @param payload from its position to its limit, up to {@link MasterConfig#maxRecordBytes()}; copied, its position is
     *     left as it was
     * @return where the record is
     * @throws IllegalArgumentException if the type or the payload is out of range
     * @throws QueueFullException if the queue had no room for {@link MasterConfig#queueTimeout()}, or has had none for as
     *     long already
     * @throws MasterClosedException if the master is shutting down
     * @throws io.remotelog.api.StoreFullException if there is no room on the disk
     * @throws IOException if the record could not be committed; in the case of an {@link InterruptedIOException} it is not
     *     known whether it was
     */
    public Position commitData(int type, ByteBuffer payload) throws IOException {
        try {
            return appender.appendAndWait(type, copy(payload), TimeUnit.NANOSECONDS.convert(config.commitTimeout()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("the record was not committed", e.getCause());
        } catch (TimeoutException e) {
            throw unknown("no answer for " + config.commitTimeout(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted", e);
        }
    }

    /**
     * Appends a record and does not wait until it is committed. It waits for room in the queue, as {@link #commitData}.
     *
     * <p>What depends on the future runs on the thread that appends, if it is given no executor: it holds up every record
     * behind, so it must be short and must not wait. It may append the next record; if there is no room for that, it is
     * refused at once.
     *
     * @param type what the payload is, an int16
     * @param payload from its position to its limit, up to {@link MasterConfig#maxRecordBytes()}; copied, its position is
     *     left as it was
     * @return where the record is, once it is committed; or else an {@link IOException}, the same as of {@link #commitData}
     * @throws IllegalArgumentException if the type or the payload is out of range
     */
    public CompletableFuture<Position> commitDataAsync(int type, ByteBuffer payload) {
        try {
            return appender.append(type, copy(payload));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException notAppended = new InterruptedIOException("interrupted: the record is not appended");
            notAppended.initCause(e);
            return CompletableFuture.failedFuture(notAppended);
        }
    }

    /** The record may still wait when the caller goes on, after a timeout. */
    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
    }

    private static InterruptedIOException unknown(String why, Exception cause) {
        InterruptedIOException unknown =
                new InterruptedIOException(why + ": it is not known whether the record is committed");
        unknown.initCause(cause);
        return unknown;
    }

    /** Takes no more records, commits and answers those taken in, ends the links, and gives the store free. */
    @Override
    public void close() throws IOException {
        closeAll(parts);
    }

    private static void closeAll(Deque<Closeable> parts) throws IOException {
        IOException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
