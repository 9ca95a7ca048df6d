package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBufAllocator;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import io.remotelog.protocol.security.Token;
import io.remotelog.protocol.sync.LongRecords;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The master's end of a link, without its socket: takes the messages of one replica, and gives the next message for it when
 * asked. It holds no records back, so a link costs the memory of what is on its way. One thread.
 *
 * <p>Any {@link IOException} ends the link, with its message as the reason; a {@link LinkRefusedException} after what
 * {@link #nextMessage()} has still to say.
 */
public final class MasterEnd implements Closeable {
    /** Each side says something at least this often. */
    public static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(4);

    /** After this long without a sign of life the other side is given up. */
    public static final Duration SILENCE = Duration.ofSeconds(12);

    private static final long NEVER = Long.MAX_VALUE;

    /** What a link asks its owner, and tells it. */
    public interface Listener extends LongRecords {
        /** Whether this replica may have a link; the proof has been looked at. Throws if not. */
        void admit(Hello hello) throws LinkRefusedException;

        /** The link is on. */
        void linked(Hello hello, Position from);

        /** The replica has everything before this position durably; older days that it still needs are not counted. */
        void acked(Position durable);

        /** The oldest day that the replica still needs something of. */
        void needs(LocalDate oldest);

        /** A day was sent to its end. */
        void dayFinished(LocalDate day, long count);

        /** A record cannot be read. */
        void stopped(Position at, String reason);

        /** Something is not here any more. */
        void missing(String gap);
    }

    private final LogStore store;
    private final Supplier<LocalDate> currentDay;
    private final LogClock clock;
    private final ByteBufAllocator allocator;
    private final Optional<Token> token;
    private final String nonce;
    private final Listener listener;
    private final Queue<Message> outgoing = new ArrayDeque<>();
    private Shipment shipment;
    private Refusal refused;
    private boolean compression;
    private long heardAtNanos;
    private long heartbeatAtNanos;

    /**
     * Begins a link, once the greetings have agreed on this version.
     *
     * @param currentDay the day that is appended to; one before it is past
     * @param token what the replica has to prove that it has; empty: nothing
     * @param nonce what the greeting's answer told the replica
     */
    public MasterEnd(
            LogStore store,
            Supplier<LocalDate> currentDay,
            LogClock clock,
            ByteBufAllocator allocator,
            Optional<Token> token,
            String nonce,
            Listener listener) {
        this.store = store;
        this.currentDay = currentDay;
        this.clock = clock;
        this.allocator = allocator;
        this.token = token;
        this.nonce = Proof.requireNonce(nonce);
        this.listener = listener;
        this.heardAtNanos = clock.nanoTime();
        this.heartbeatAtNanos = heardAtNanos;
    }

    /** Whether the replica has been admitted, and its log is a beginning of this one. */
    public boolean isLinked() {
        return shipment != null;
    }

    /** Whether record batches may be compressed from here on. */
    public boolean compresses() {
        return compression;
    }

    /** Takes a message from the replica. */
    public void receive(Message message) throws IOException {
        heardAtNanos = clock.nanoTime();
        if (message instanceof Message.Greets greets && shipment == null && refused == null) {
            try {
                link(greets.hello());
            } catch (LinkRefusedException e) {
                refused = e.refusal();
                outgoing.add(new Message.Refuses(refused));
            }
        } else if (message instanceof Message.Ack ack && shipment != null) {
            acked(ack.durable());
        } else if (message instanceof Message.Refuses refuses) {
            throw LinkRefusedException.ofTheOther(refuses.refusal());
        } else if (refused == null) {
            throw new SyncProtocolException(message.getClass().getSimpleName() + " from a replica "
                    + (shipment == null ? "that has not said hello" : "that is linked, want Ack"));
        }
    }

    private void acked(Position durable) throws IOException {
        listener.acked(shipment.acked(durable));
        listener.needs(shipment.oldestNeeded());
    }

    private void link(Hello hello) throws IOException {
        requireProof(hello);
        listener.admit(hello);
        Optional<Lineage> lineage = store.lineage();
        LineageCheck check =
                LineageCheck.of(lineage.map(Lineage::epochs).orElse(List.of()), hello.epochs(), hello.end());
        if (check.objection().isPresent()) {
            throw diverged(check.objection().get());
        }
        requireSameRecord(hello, check.common().isPresent());
        requireNotAhead(hello);
        compression = hello.compression();
        Shipment begun = new Shipment(store, currentDay, clock, allocator, hello, listener);
        outgoing.add(new Message.Welcomes(new Welcome(
                token.map(secret -> Proof.ofMaster(secret.bytes(), nonce, hello.nonce())),
                compression,
                lineage.map(Lineage::logId),
                lineage.map(Lineage::zone).orElse(clock.zone()),
                check.common(),
                check.later())));
        shipment = begun;
        listener.linked(hello, begun.from());
        listener.needs(begun.oldestNeeded());
    }

    private void requireProof(Hello hello) throws LinkRefusedException {
        if (token.isEmpty()) {
            return;
        }
        String want = Proof.ofReplica(
                token.get().bytes(), nonce, hello.nonce(), hello.name().orElse(""));
        if (hello.proof().isEmpty() || !Proof.isSame(hello.proof().get(), want)) {
            throw new LinkRefusedException(new Refusal(
                    Refusal.Reason.UNAUTHENTICATED,
                    (hello.proof().isEmpty() ? "this master wants a token" : "the token is not this master's")
                            + ": start the replica with --token-file and the master's token"));
        }
    }

    /**
     * The newest record that the replica has must be the same here. If it is corrupt here, or its day was removed, the epochs have to
     * do, or there is no link.
     */
    private void requireSameRecord(Hello hello, boolean epochsAgree) throws IOException {
        if (hello.last().isEmpty()) {
            return;
        }
        RecordMark last = hello.last().get();
        Optional<DayLog> day = store.find(last.at().day());
        if (day.isEmpty()) {
            if (!mayHaveRemoved(last.at().day())) {
                throw ahead(last.at(), 0);
            }
            if (!epochsAgree) {
                throw diverged("the day of the replica's last record " + last.at()
                        + " is not on the master, and no epoch in common tells that they are the same log");
            }
            return;
        }
        long count = day.get().durable();
        if (last.at().id() >= count) {
            throw ahead(last.at(), count);
        }
        try (RecordCursor cursor = day.get().cursor(last.at().id())) {
            if (!cursor.next() || RecordMark.of(last.at(), cursor).crc32c() != last.crc32c()) {
                throw diverged("record " + last.at() + " is another one on the two sides");
            }
        } catch (CorruptLogException e) {
            if (!epochsAgree) {
                throw new IOException(
                        "record " + last.at()
                                + " is corrupt on the master, and nothing else tells whether the replica is a"
                                + " copy of this log: " + e.getMessage(),
                        e);
            }
        }
    }

    /** Days are removed from the oldest on: one that is not here, but an older one is, was lost. */
    private boolean mayHaveRemoved(LocalDate day) throws IOException {
        Optional<LocalDate> removed = store.lineage().flatMap(Lineage::removedThrough);
        if (removed.isPresent() && !day.isAfter(removed.get())) {
            return true;
        }
        List<LocalDate> days = store.days();
        return !day.isAfter(currentDay.get()) && (days.isEmpty() || days.get(0).isAfter(day));
    }

    private void requireNotAhead(Hello hello) throws IOException {
        for (Position next : hello.unfinished()) {
            Optional<DayLog> day = store.find(next.day());
            if (day.isPresent() && next.id() > day.get().durable()) {
                throw ahead(new Position(next.day(), next.id() - 1), day.get().durable());
            }
        }
    }

    private static LinkRefusedException ahead(Position last, long count) {
        return new LinkRefusedException(new Refusal(
                Refusal.Reason.AHEAD,
                "the replica has record " + last + ", but the master has " + count + " durable records of that day: "
                        + "the master lost them, or was set back. " + remedies()));
    }

    private static LinkRefusedException diverged(String why) {
        return new LinkRefusedException(new Refusal(Refusal.Reason.DIVERGED, why + ". " + remedies()));
    }

    /** What the people of both sides can do about logs that cannot go on from each other. */
    static String remedies() {
        return "Nothing was changed. To copy this master from the replica's oldest day on, start the replica with"
                + " --reset-diverged (its folder is kept aside); to go on from the replica's log, start a master on the replica's folder";
    }

    /**
     * Gives the next message, which the caller owns, or nothing when there is none yet: then ask again after a wake-up of the
     * store, a message from the replica, or {@link #nanosToNextMessage()}.
     *
     * @throws LinkRefusedException if the link has been refused, and that is said
     */
    public Optional<Message> nextMessage() throws IOException {
        if (!outgoing.isEmpty()) {
            return Optional.of(outgoing.remove());
        }
        if (refused != null) {
            throw new LinkRefusedException(refused);
        }
        if (shipment == null) {
            return Optional.empty();
        }
        if (nanosToHeartbeat() == 0) {
            heartbeatAtNanos = clock.nanoTime();
            return Optional.of(new Message.Heartbeat(shipment.highWater(), clock.now()));
        }
        return shipment.next();
    }

    private long nanosToHeartbeat() {
        return Math.max(0, HEARTBEAT_EVERY.toNanos() - (clock.nanoTime() - heartbeatAtNanos));
    }

    /** How long until there is a message for a reason of time alone, in nanoseconds; the largest long if there is none. */
    public long nanosToNextMessage() {
        return shipment == null ? NEVER : Math.min(nanosToHeartbeat(), shipment.nanosToNext());
    }

    /** Gives up a replica that says nothing; to be called about once a second. */
    public void tick() throws SyncProtocolException {
        long silent = clock.nanoTime() - heardAtNanos;
        if (silent >= SILENCE.toNanos()) {
            throw new SyncProtocolException(
                    "nothing from the replica for " + Duration.ofNanos(silent).toSeconds() + " s");
        }
    }

    @Override
    public void close() throws IOException {
        if (shipment != null) {
            shipment.close();
        }
    }
}
