package io.remotelog.protocol.sync.v2;

import io.remotelog.api.DayLog;
import io.remotelog.api.Epoch;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import io.remotelog.protocol.sync.Mirror;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The replica's end of a link, without its socket: takes the messages of the master into the {@link Mirror}, and gives the
 * messages to send. One thread.
 *
 * <p>Any {@link IOException} ends the link, with its message as the reason; the next link resumes at the mirror's position.
 */
public final class ReplicaEnd {
    /** What a link tells its owner. */
    public interface Listener {
        /** The master knows this replica, and its log goes on from what is here. */
        void connected();

        /** The lineage here is another one than before, or has more epochs: the master's. */
        void lineageChanged();

        /** The master finished a day, and so did the mirror. */
        void dayFinished(LocalDate day);

        /** Something will never come; it is noted. */
        void gap(Gap gap);

        /** The master cannot read a record; nothing more of its day comes on this link. */
        void stopped(Position at, String reason);

        /**
         * How far the master is.
         *
         * @param highWater the position after its last durable record
         * @param at its clock
         */
        void highWater(Position highWater, Instant at);
    }

    /** So much is committed at once while the replica catches up: a commit costs the disk about the same time. */
    private static final long MAX_UNCOMMITTED_BYTES = 128 << 20;

    /** Or so many records, for what the store holds of each until then. */
    private static final long MAX_UNCOMMITTED_RECORDS = 1 << 18;

    /** While so much is on its way, it catches up. */
    private static final long CATCH_UP_BYTES = 32 << 20;

    /** How long a commit waits for that. */
    private static final Duration CATCH_UP_WAIT = Duration.ofMillis(400);

    /** How long a commit waits for the rest of what is on its way, if that is less. */
    private static final Duration WAIT = Duration.ofMillis(5);

    private final Mirror mirror;
    private final ReplicaIdentity identity;
    private final LogClock clock;
    private final Listener listener;
    private final String masterNonce;
    private final String nonce = Proof.nonce();
    private final Lineage lineage;
    private final Hello hello;
    private Message opening;
    private boolean linked;
    private boolean ackOwed;
    /** The ends of days that were finished since the last ack: the master keeps a day until it knows. */
    private final Queue<Position> finishedOwed = new ArrayDeque<>();

    private long bytesOnTheirWay;
    private long uncommittedBytes;
    private long uncommittedRecords;
    private Position acked;
    private long heardAtNanos;
    private long saidAtNanos;

    /**
     * Begins a link, once the greetings have agreed on this version: the hello is there to be sent.
     *
     * @param masterNonce what the greeting's answer told
     */
    public ReplicaEnd(Mirror mirror, ReplicaIdentity identity, LogClock clock, String masterNonce, Listener listener)
            throws IOException {
        this.mirror = mirror;
        this.identity = identity;
        this.clock = clock;
        this.masterNonce = requireNonce(masterNonce);
        this.listener = listener;
        this.heardAtNanos = clock.nanoTime();
        this.saidAtNanos = heardAtNanos;
        mirror.resume();
        this.lineage =
                mirror.store().lineage().orElseThrow(() -> new IOException("the replica's store has no lineage"));
        this.hello = hello();
        this.opening = new Message.Greets(hello);
    }

    private static String requireNonce(String nonce) throws SyncProtocolException {
        try {
            return Proof.requireNonce(nonce);
        } catch (IllegalArgumentException e) {
            throw new SyncProtocolException("the master's greeting: " + e.getMessage());
        }
    }

    private Hello hello() throws IOException {
        LogStore store = mirror.store();
        List<LocalDate> days = store.days();
        Optional<LocalDate> next = days.isEmpty()
                ? Optional.empty()
                : Optional.of(days.get(days.size() - 1).plusDays(1));
        for (Gap gap : store.gaps()) {
            LocalDate after = gap.lastDay().plusDays(1);
            next = Optional.of(next.isPresent() && next.get().isAfter(after) ? next.get() : after);
        }
        List<Epoch> epochs = lineage.epochs();
        return new Hello(
                identity.name(),
                identity.instance(),
                identity.token()
                        .map(token -> Proof.ofReplica(
                                token.bytes(),
                                masterNonce,
                                nonce,
                                identity.name().orElse(""))),
                nonce,
                identity.compression(),
                identity.maxRecordBytes(),
                identity.maxRate(),
                epochs.subList(Math.max(0, epochs.size() - Hello.MAX_EPOCHS), epochs.size()),
                lastRecord(store, days),
                mirror.unfinished(Hello.MAX_UNFINISHED),
                next,
                identity.historyDays(),
                store.commitsDurably());
    }

    private static Optional<RecordMark> lastRecord(LogStore store, List<LocalDate> days) throws IOException {
        for (int i = days.size() - 1; i >= 0; i--) {
            Optional<DayLog> day = store.find(days.get(i));
            long count = day.isPresent() ? day.get().count() : 0;
            if (count > 0) {
                try (RecordCursor cursor = day.get().cursor(count - 1)) {
                    cursor.next();
                    return Optional.of(RecordMark.of(new Position(days.get(i), count - 1), cursor));
                }
            }
        }
        return Optional.empty();
    }

    /** The next message to send, if there is one. */
    public Optional<Message> nextMessage() throws IOException {
        if (opening != null) {
            Message first = opening;
            opening = null;
            return Optional.of(first);
        }
        if (!finishedOwed.isEmpty()) {
            return Optional.of(new Message.Ack(finishedOwed.remove()));
        }
        if (linked && ackOwed) {
            ackOwed = false;
            saidAtNanos = clock.nanoTime();
            acked = mirror.durable();
            return Optional.of(new Message.Ack(acked));
        }
        return Optional.empty();
    }

    /** Takes a message from the master, which stays the caller's. */
    public void receive(Message message) throws IOException {
        heard();
        if (message instanceof Message.Refuses refuses) {
            throw LinkRefusedException.ofTheOther(refuses.refusal());
        } else if (!linked) {
            if (!(message instanceof Message.Welcomes welcomes)) {
                throw new SyncProtocolException(
                        message.getClass().getSimpleName() + " from a master, want Welcomes or Refuses first");
            }
            link(welcomes.welcome());
        } else if (message instanceof Message.Records records) {
            append(records);
        } else if (message instanceof Message.DayFinished finished) {
            mirror.turnTo(new Position(finished.day(), finished.count()));
            mirror.finish();
            mirror.passMissingDays();
            finishedOwed.add(new Position(finished.day(), finished.count()));
            ackOwed = true;
            listener.dayFinished(finished.day());
        } else if (message instanceof Message.Missing missing) {
            mirror.miss(missing.gap());
            mirror.passMissingDays();
            ackOwed = true;
            listener.gap(missing.gap());
        } else if (message instanceof Message.Stopped stopped) {
            listener.stopped(stopped.at(), stopped.reason());
        } else if (message instanceof Message.Heartbeat heartbeat) {
            listener.highWater(heartbeat.highWater(), heartbeat.at());
        } else {
            throw new SyncProtocolException(message.getClass().getSimpleName() + " from a master that has welcomed us");
        }
    }

    private void append(Message.Records records) throws IOException {
        ByteBuffer body = records.body().nioBuffer();
        RecordsBody.check(body, records.count(), identity.maxRecordBytes());
        mirror.turnTo(new Position(records.day(), records.firstId()));
        uncommittedBytes += body.remaining();
        uncommittedRecords += records.count();
        // As many records as are on their way, of the size of these.
        long onTheirWay = Math.max(0, records.durable() - records.firstId() - records.count());
        bytesOnTheirWay = records.count() == 0 ? 0 : onTheirWay * (body.remaining() / records.count());
        RecordsBody.<IOException>forEach(body, records.count(), mirror::append);
    }

    private void link(Welcome welcome) throws IOException {
        requireProof(welcome);
        if (welcome.logId().isPresent()) {
            Lineage adopted = lineageFrom(welcome);
            // A replica that serves others before it knows whose copy it is must not take from them what they know.
            boolean knowsLess = adopted.epochs().isEmpty() && !lineage.epochs().isEmpty();
            if (!knowsLess) {
                mirror.adopt(adopted);
            }
            if (!knowsLess
                    && (!adopted.logId().equals(lineage.logId())
                            || !adopted.epochs().equals(lineage.epochs()))) {
                listener.lineageChanged();
            }
        }
        linked = true;
        ackOwed = true;
        listener.connected();
    }

    private void requireProof(Welcome welcome) throws LinkRefusedException {
        if (identity.token().isEmpty()) {
            return;
        }
        String want = Proof.ofMaster(identity.token().get().bytes(), masterNonce, nonce);
        if (welcome.proof().isEmpty() || !Proof.isSame(welcome.proof().get(), want)) {
            throw new LinkRefusedException(new Refusal(
                    Refusal.Reason.UNAUTHENTICATED,
                    "the master does not have the token of this replica's --token-file: start it with the same"));
        }
    }

    /** What the lineage is once the master's later epochs are known here; both sides have to agree that it can be. */
    private Lineage lineageFrom(Welcome welcome) throws LinkRefusedException {
        List<Epoch> epochs = new ArrayList<>();
        if (welcome.common().isPresent()) {
            for (Epoch epoch : lineage.epochs()) {
                epochs.add(epoch);
                if (epoch.id().equals(welcome.common().get())) {
                    break;
                }
            }
        }
        epochs.addAll(welcome.epochs());
        LineageCheck check = LineageCheck.of(epochs, lineage.epochs(), hello.end());
        if (check.objection().isPresent() || !check.common().equals(welcome.common())) {
            throw new LinkRefusedException(new Refusal(
                    Refusal.Reason.DIVERGED,
                    check.objection().orElse("the master names another common epoch than there is") + ". "
                            + MasterEnd.remedies()));
        }
        return new Lineage(welcome.logId().get(), welcome.zone(), epochs);
    }

    /** Notes a sign of life: bytes of a message that may take long to be whole. */
    public void heard() {
        heardAtNanos = clock.nanoTime();
    }

    /**
     * Commits what came, at the end of a run of messages, and acks what is durable. While the master has told that more is on its
     * way, it waits for more to commit at once.
     *
     * @return how long it may wait: {@link #commitNow()} is due after that, whether more comes or not; zero if nothing waits
     */
    public Duration commit() throws IOException {
        if (bytesOnTheirWay > 0
                && uncommittedBytes < MAX_UNCOMMITTED_BYTES
                && uncommittedRecords < MAX_UNCOMMITTED_RECORDS) {
            if (uncommittedBytes == 0) {
                return Duration.ZERO;
            }
            return bytesOnTheirWay < CATCH_UP_BYTES ? WAIT : CATCH_UP_WAIT;
        }
        commitNow();
        return Duration.ZERO;
    }

    /** Commits what came, and acks what is durable. */
    public void commitNow() throws IOException {
        uncommittedBytes = 0;
        uncommittedRecords = 0;
        mirror.commit();
        // The time that the disk took is not the master's silence.
        heard();
        ackIfDue();
    }

    /** Acks what has become durable since. */
    public void ackIfDue() throws IOException {
        if (linked && !mirror.durable().equals(acked)) {
            ackOwed = true;
        }
    }

    /** Does what time asks for; to be called about once a second. */
    public void tick() throws IOException {
        long now = clock.nanoTime();
        if (linked && now - saidAtNanos >= MasterEnd.HEARTBEAT_EVERY.toNanos()) {
            ackOwed = true;
        }
        long silent = now - heardAtNanos;
        if (silent >= MasterEnd.SILENCE.toNanos()) {
            throw new SyncProtocolException(
                    "nothing from the master for " + Duration.ofNanos(silent).toSeconds() + " s");
        }
    }
}
