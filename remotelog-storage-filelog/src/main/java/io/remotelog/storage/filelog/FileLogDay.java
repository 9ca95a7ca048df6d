package io.remotelog.storage.filelog;

import io.remotelog.api.DayLog;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;

/** One day of a file store, looked at anew with each call. Any thread. */
final class FileLogDay implements DayLog {
    private final FileLogStore store;
    private final DayFolder folder;

    FileLogDay(FileLogStore store, DayFolder folder) {
        this.store = store;
        this.folder = folder;
    }

    @Override
    public LocalDate day() {
        return folder.day();
    }

    @Override
    public long count() throws IOException {
        DayAppender appender = store.appender(folder.day());
        return appender != null ? appender.count() : folder.count();
    }

    @Override
    public long durable() throws IOException {
        DayAppender appender = store.appender(folder.day());
        return appender != null ? appender.durable() : folder.durable();
    }

    @Override
    public long known() throws IOException {
        return Math.max(
                count(), Checkpoint.read(folder).map(Checkpoint::durable).orElse(0L));
    }

    @Override
    public boolean isFinished() {
        return folder.isFinished();
    }

    @Override
    public long bytes(long fromId) throws IOException {
        return new DayBytes(folder, count()).from(fromId);
    }

    @Override
    public RecordCursor cursor(long fromId) throws IOException {
        return cursor(fromId, true);
    }

    /**
     * {@inheritDoc}
     *
     * <p>What it shows is a view of the mapped files: to look at it after they were cut can throw {@link InternalError}.
     */
    @Override
    public RecordCursor unverifiedCursor(long fromId) throws IOException {
        return cursor(fromId, false);
    }

    /** As {@link #count()}, for a cursor, whose day may have been deleted since, and another one made in its place. */
    long count(OpenDay openDay, BlockReader reader) throws IOException {
        // In this order: an appender to the day in its place is only there once this one is deleted.
        DayAppender appender = store.appender(folder.day());
        return appender != null && !openDay.isDeleted() ? appender.count() : reader.count();
    }

    private RecordCursor cursor(long fromId, boolean verified) throws IOException {
        OpenDay openDay;
        try {
            openDay = folder.disk().openDays().acquire(folder);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(
                    folder.path().toString(), null, "day " + folder.day() + " is not in the store any more");
        }
        FileCursor cursor;
        try {
            cursor = new FileCursor(this, openDay, verified);
        } catch (IOException e) {
            openDay.disk().openDays().release(openDay);
            throw e;
        }
        try {
            cursor.seek(fromId);
        } catch (IOException | IllegalArgumentException e) {
            cursor.close();
            throw e;
        }
        return cursor;
    }
}
