package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayFinishedException;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;

/** The one writer of a store: opens, finishes and deletes days, and appends to the open one. One thread. */
final class FileLogWriter implements LogWriter {
    private final FileLogStore store;
    private final Path root;
    private final Disk disk;
    private final FsyncPolicy policy;
    private final Closeable lock;
    private final Background background;
    private final Staging staging;
    private DayAppender appender;
    private boolean closed;

    FileLogWriter(
            FileLogStore store,
            Path root,
            Disk disk,
            FsyncPolicy policy,
            Sizes sizes,
            Background background,
            Closeable lock) {
        this.store = store;
        this.root = root;
        this.disk = disk;
        this.policy = policy;
        this.lock = lock;
        this.background = background;
        staging = new Staging(sizes.stagingBytes());
    }

    @Override
    public RecoveryReport open(LocalDate day) throws IOException {
        requireNotClosed();
        if (appender != null && appender.hasWaiting()) {
            throw new IllegalStateException(
                    "records of " + appender.folder().day() + " wait for a commit, commit before opening " + day);
        }
        DayFolder folder = DayFolder.of(disk, root, day);
        if (folder.isFinished()) {
            throw new DayFinishedException(day);
        }
        disk.createFolders(folder.path());
        if (appender != null && appender.folder().equals(folder)) {
            closeAppender();
        }
        DayRecovery recovery = new DayRecovery(folder);
        DayEnd end = recovery.run();
        DayAppender opened = new DayAppender(folder, policy, staging, end);
        closeAppender();
        setAppender(opened);
        return new RecoveryReport(day, end.count(), recovery.dropped());
    }

    @Override
    public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        requireDay().append(epochSeconds, type, payload);
    }

    @Override
    public CommittedIds commit() throws IOException {
        CommittedIds ids = requireDay().commit();
        if (ids.size() > 0) {
            store.wake();
        }
        return ids;
    }

    @Override
    public void finish(LocalDate day) throws IOException {
        requireNotClosed();
        DayFolder folder = DayFolder.of(disk, root, day);
        if (!folder.exists()) {
            throw new NoSuchFileException(folder.path().toString(), null, "there is no day " + day + " to finish");
        }
        if (appender != null) {
            commit();
        }
        if (folder.isFinished()) {
            return;
        }
        boolean open = appender != null && appender.folder().equals(folder);
        if (!open) {
            new DayRecovery(folder).run();
        }
        createFinish(folder);
        if (open) {
            closeAppender();
        }
        store.wake();
    }

    @Override
    public void delete(LocalDate day) throws IOException {
        requireNotClosed();
        if (appender != null && appender.folder().day().equals(day)) {
            throw new IllegalStateException(
                    "day " + day + " is open for appending, open another one or finish it first");
        }
        DayFolder folder = DayFolder.of(disk, root, day);
        if (folder.exists()) {
            OpenDays.delete(folder);
            store.wake();
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (appender != null && appender.commit().size() > 0) {
                store.wake();
            }
        } finally {
            giveFree();
        }
    }

    private void createFinish(DayFolder folder) throws IOException {
        disk.open(folder.finish()).close();
        try {
            disk.forceFolder(folder.path());
        } catch (IOException e) {
            disk.delete(folder.finish());
            throw e;
        }
    }

    private void giveFree() throws IOException {
        try {
            background.close();
            closeAppender();
        } finally {
            try {
                lock.close();
            } finally {
                store.writerClosed(this);
            }
        }
    }

    private void setAppender(DayAppender opened) {
        appender = opened;
        store.publish(opened);
    }

    private void closeAppender() throws IOException {
        DayAppender closing = appender;
        if (closing != null) {
            setAppender(null);
            closing.close();
        }
    }

    private DayAppender requireDay() {
        requireNotClosed();
        if (appender == null) {
            throw new IllegalStateException("no day is open, call open(day) first");
        }
        return appender;
    }

    private void requireNotClosed() {
        if (closed) {
            throw new IllegalStateException("writer of " + root + " is closed");
        }
    }
}
