package io.remotelog.api;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One day in memory. One thread adds, any thread reads below {@link #count()}. */
final class MemoryDay implements DayLog {
    private static final int HEADER_BYTES = 10;

    private final LocalDate day;
    private volatile MemoryRecord[] records = new MemoryRecord[16];

    /** Of each record, how many bytes it and those before it take. */
    private volatile long[] ends = new long[16];

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
    public long bytes(long fromId) {
        int counted = count;
        if (fromId < 0 || fromId > counted) {
            throw new IllegalArgumentException(day + ": id " + fromId + ", want 0 to " + counted);
        }
        return end(counted) - end(fromId);
    }

    @Override
    public RecordCursor cursor(long fromId) {
        return new MemoryCursor(this, fromId);
    }

    MemoryRecord record(long id) {
        return records[Math.toIntExact(id)];
    }

    /** How many bytes so many records take, from the first one on. */
    private long end(long records) {
        return records == 0 ? 0 : ends[Math.toIntExact(records - 1)];
    }

    void add(List<MemoryRecord> added) {
        int before = count;
        int after = before + added.size();
        MemoryRecord[] room = records;
        long[] endRoom = ends;
        if (after > room.length) {
            room = Arrays.copyOf(room, Math.max(after, 2 * room.length));
            endRoom = Arrays.copyOf(endRoom, room.length);
        }
        long end = end(before);
        for (int i = before; i < after; i++) {
            room[i] = added.get(i - before);
            end += HEADER_BYTES + room[i].payload().limit();
            endRoom[i] = end;
        }
        records = room;
        ends = endRoom;
        // Last: whoever sees the count sees the records.
        count = after;
    }

    void finish() {
        finished = true;
    }
}
