package io.remotelog.api;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Appends to a {@link MemoryLog}. One thread. */
final class MemoryLogWriter implements MirrorWriter {
    private final MemoryLog log;
    private final List<MemoryRecord> waiting = new ArrayList<>();
    private final WaitingNotes notes;
    private final boolean isMirror;
    private MemoryDay open;
    private boolean epochOwed;
    private boolean closed;

    /** A copy of another log begins no epoch. */
    MemoryLogWriter(MemoryLog log, boolean beginsEpoch) {
        this.log = log;
        this.epochOwed = beginsEpoch;
        isMirror = !beginsEpoch;
        notes = new WaitingNotes(log.producers());
    }

    @Override
    public RecoveryReport open(LocalDate day) throws DayFinishedException {
        requireNotClosed();
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(
                    waiting.size() + " records wait for a commit, commit before opening " + day);
        }
        MemoryDay found = log.dayOrNew(day);
        if (found.isFinished()) {
            throw new DayFinishedException(day);
        }
        open = found;
        if (epochOwed) {
            epochOwed = false;
            log.beginEpoch(new Position(day, found.count()));
        }
        return new RecoveryReport(day, found.count(), List.of());
    }

    @Override
    public void append(int epochSeconds, short type, ByteBuffer payload) {
        requireDay();
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
        copy.put(0, payload, payload.position(), payload.remaining());
        waiting.add(new MemoryRecord(epochSeconds, type, copy));
    }

    @Override
    public void note(UUID producer, long sequence, int records) {
        requireDay();
        if (isMirror) {
            throw new UnsupportedOperationException("a mirror remembers no producers");
        }
        long last = waiting.isEmpty() ? 0 : waiting.get(waiting.size() - 1).epochSeconds();
        notes.add(producer, sequence, records, waiting.size(), last);
    }

    @Override
    public Optional<ProducerTable> producers() {
        return isMirror ? Optional.empty() : Optional.of(log.producers());
    }

    @Override
    public CommittedIds commit() {
        requireDay();
        Position begin = new Position(open.day(), open.count());
        CommittedIds ids = CommittedIds.run(open.day(), open.count(), waiting.size());
        open.add(waiting);
        waiting.clear();
        notes.committed(begin);
        log.wake();
        return ids;
    }

    @Override
    public void finish(LocalDate day) throws IOException {
        requireNotClosed();
        MemoryDay finished = log.day(day);
        if (finished == null) {
            throw new FileNotFoundException("store " + log.name() + " has no day " + day + " to finish");
        }
        if (open != null) {
            commit();
        }
        finished.finish();
        if (finished == open) {
            open = null;
        }
        log.wake();
    }

    @Override
    public void delete(LocalDate day) {
        requireNotClosed();
        if (open != null && open.day().equals(day)) {
            throw new IllegalStateException(
                    "day " + day + " is open for appending, open another one or finish it first");
        }
        log.delete(day);
        log.wake();
    }

    @Override
    public void adopt(Lineage lineage) {
        requireNotClosed();
        log.adopt(lineage);
    }

    @Override
    public void note(Gap gap) {
        requireNotClosed();
        log.note(gap);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (open != null) {
            commit();
        }
        closed = true;
        log.unlock(this);
    }

    private void requireDay() {
        requireNotClosed();
        if (open == null) {
            throw new IllegalStateException("no day is open, call open(day) first");
        }
    }

    private void requireNotClosed() {
        if (closed) {
            throw new IllegalStateException("writer of " + log.name() + " is closed");
        }
    }
}
