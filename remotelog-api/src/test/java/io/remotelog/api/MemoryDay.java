package io.remotelog.api;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One day in memory. One thread adds, any thread reads below {@link #count()}. */
final class MemoryDay implements DayLog {
    private final LocalDate day;
    private volatile MemoryRecord[] records = new MemoryRecord[16];
    private volatile int count;
    private volatile boolean finished;

    MemoryDay(LocalDate day) {
        this.day = Objects.requireNonNull(day, "day");
    }

    @Override
    public LocalDate day() {
        return day;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public long durable() {
        return count;
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public RecordCursor cursor(long fromId) {
        return new MemoryCursor(this, fromId);
    }

    MemoryRecord record(long id) {
        return records[Math.toIntExact(id)];
    }

    void add(List<MemoryRecord> added) {
        int before = count;
        int after = before + added.size();
        MemoryRecord[] room = records;
        if (after > room.length) {
            room = Arrays.copyOf(room, Math.max(after, 2 * room.length));
        }
        for (int i = before; i < after; i++) {
            room[i] = added.get(i - before);
        }
        records = room;
        // Last: whoever sees the count sees the records.
        count = after;
    }

    void finish() {
        finished = true;
    }
}
