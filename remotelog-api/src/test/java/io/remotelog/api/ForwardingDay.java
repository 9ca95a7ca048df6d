package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;

/** Hands every call on to another day: a test overrides what is to be different. */
public class ForwardingDay implements DayLog {
    private final DayLog day;

    /** Hands on to this day. */
    public ForwardingDay(DayLog day) {
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
        return day.durable();
    }

    @Override
    public long known() throws IOException {
        return day.known();
    }

    @Override
    public boolean isFinished() throws IOException {
        return day.isFinished();
    }

    @Override
    public long bytes(long fromId) throws IOException {
        return day.bytes(fromId);
    }

    @Override
    public RecordCursor cursor(long fromId) throws IOException {
        return day.cursor(fromId);
    }
}
