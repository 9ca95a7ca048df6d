package io.remotelog.protocol.sync.v2;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A log in memory whose records a test can make corrupt, whose disk is late, and whose lineage may not be noted. */
final class TamperedStore implements LogStore {
    /** Records that a cursor which verifies cannot read. */
    final Set<Position> corrupt = new HashSet<>();
    /** Days that are not durable but for so many records. */
    final Map<LocalDate, Long> durable = new HashMap<>();
    /** Whether opening a cursor at a corrupt record fails, and not going to it. */
    boolean failsOnOpening;

    boolean notesLineage = true;

    private final MemoryLogStore store = new MemoryLogStore();

    @Override
    public List<LocalDate> days() {
        return store.days();
    }

    @Override
    public Optional<DayLog> find(LocalDate day) {
        return store.find(day).map(TamperedDay::new);
    }

    @Override
    public Optional<Lineage> lineage() {
        return notesLineage ? store.lineage() : Optional.empty();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        return store.subscribe(wakeUp);
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return store.writer(zone);
    }

    @Override
    public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
        return store.mirrorWriter(zone);
    }

    @Override
    public List<Gap> gaps() {
        return store.gaps();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class TamperedDay implements DayLog {
        private final DayLog day;

        TamperedDay(DayLog day) {
            this.day = day;
        }

        @Override
        public LocalDate day() {
            return day.day();
        }

        @Override
        public long count() throws IOException {
            return day.count();
        }

        @Override
        public long durable() throws IOException {
            return Math.min(day.durable(), durable.getOrDefault(day.day(), Long.MAX_VALUE));
        }

        @Override
        public boolean isFinished() throws IOException {
            return day.isFinished();
        }

        @Override
        public RecordCursor cursor(long fromId) throws IOException {
            if (failsOnOpening) {
                requireSound(new Position(day(), fromId));
            }
            return new TamperedCursor(day(), day.cursor(fromId), fromId);
        }

        @Override
        public RecordCursor unverifiedCursor(long fromId) throws IOException {
            return new TamperedCursor(day(), day.cursor(fromId), Long.MIN_VALUE);
        }
    }

    private void requireSound(Position at) throws CorruptLogException {
        if (corrupt.contains(at)) {
            throw new CorruptLogException(at + ": planted");
        }
    }

    private final class TamperedCursor implements RecordCursor {
        private final LocalDate day;
        private final RecordCursor cursor;
        private final boolean verifies;
        private long nextId;

        TamperedCursor(LocalDate day, RecordCursor cursor, long fromId) {
            this.day = day;
            this.cursor = cursor;
            this.nextId = fromId;
            this.verifies = fromId >= 0;
        }

        @Override
        public boolean next() throws IOException {
            if (verifies) {
                requireSound(new Position(day, nextId));
                nextId++;
            }
            return cursor.next();
        }

        @Override
        public void seek(long id) throws IOException {
            cursor.seek(id);
            nextId = id;
        }

        @Override
        public long id() {
            return cursor.id();
        }

        @Override
        public long offset() {
            return cursor.offset();
        }

        @Override
        public int epochSeconds() {
            return cursor.epochSeconds();
        }

        @Override
        public short type() {
            return cursor.type();
        }

        @Override
        public ByteBuffer payload() {
            // What cannot be verified is other bytes.
            return !verifies && corrupt.contains(new Position(day, cursor.id()))
                    ? ByteBuffer.wrap(new byte[] {'?'})
                    : cursor.payload();
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
