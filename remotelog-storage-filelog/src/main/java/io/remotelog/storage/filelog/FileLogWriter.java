package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayFinishedException;
import io.remotelog.api.Epoch;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.ProducerTable;
import io.remotelog.api.RecoveryReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of a store: opens, finishes and deletes days, and appends to the open one. One thread. */
final class FileLogWriter implements MirrorWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FileLogWriter.class);

    private final FileLogStore store;
    private final Path root;
    private final Disk disk;
    private final FsyncPolicy policy;
    private final Closeable lock;
    private final Background background;
    private final Journal journal;
    private final JournalReplay replay;
    private final Producers producers;
    private final Staging staging;
    private final LineageFile lineage;
    private boolean epochOwed;
    private DayAppender appender;
    private boolean closed;

    /** Opens no day; the copy of another log owes no epoch. */
    FileLogWriter(
            FileLogStore store,
            FsyncPolicy policy,
            Staging staging,
            Background background,
            Journal journal,
            JournalReplay replay,
            Producers producers,
            boolean epochOwed,
            Closeable lock) {
        this.store = store;
        this.policy = policy;
        this.staging = staging;
        this.background = background;
        this.journal = journal;
        this.replay = replay;
        this.producers = producers;
        this.epochOwed = epochOwed;
        this.lock = lock;
        root = store.root();
        disk = store.disk();
        lineage = new LineageFile(disk, root);
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
        if (!disk.exists(folder.checkpoint())) {
            // The folder may be there from an attempt that failed before its name was on the disk.
            disk.forceFolder(root);
        }
        if (appender != null) {
            // While its records are only in the journal, no other day's checkpoint may free that.
            appender.leave();
            if (journal.isBroken()) {
                // A refused commit may be in it; its day can be deleted now, and another one come in its place.
                journal.renew();
            }
            if (appender.folder().equals(folder)) {
                closeAppender();
            }
        }
        DayRecovery.Opened found;
        DayAppender opened;
        try {
            found = new DayRecovery(folder, policy).run();
            producers.settle(folder, found.end().count());
            beginEpoch(new Position(day, found.end().count()));
            opened = new DayAppender(
                    found, policy, staging, journal, producers, background, store.fsyncCounts(), store::wake);
        } catch (IOException e) {
            stayOpen(e);
            throw e;
        }
        closeLeft();
        setAppender(opened);
        return withReplay(found.report());
    }

    @Override
    public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        requireDay().append(epochSeconds, type, payload);
    }

    @Override
    public void note(UUID producer, long sequence, int records) {
        DayAppender day = requireDay();
        if (producers.table().isEmpty()) {
            throw new UnsupportedOperationException("the writer of a mirror remembers no producers");
        }
        day.note(producer, sequence, records);
    }

    @Override
    public Optional<ProducerTable> producers() {
        return producers.table();
    }

    @Override
    public CommittedIds commit() throws IOException {
        CommittedIds ids = requireDay().commit();
        if (ids.size() > 0) {
            store.wakeOfCommit();
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
            // The one who finished it may have died before that was on the disk.
            disk.forceFolder(folder.path());
            return;
        }
        if (appender != null && appender.folder().equals(folder)) {
            appender.finish();
            createFinish(folder);
            closeLeft();
        } else {
            bringToEnd(folder);
            createFinish(folder);
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
        if (appender != null) {
            appender.settle();
        }
        DayFolder folder = DayFolder.of(disk, root, day);
        if (folder.exists()) {
            if (folder.count() > 0) {
                // Before it goes: whoever misses it, misses records.
                lineage.noteRemoved(day);
            }
            disk.openDays().delete(folder);
            store.wake();
        } else {
            // An attempt may have failed before it was on the disk that it is gone.
            disk.forceFolder(root);
        }
    }

    @Override
    public void adopt(Lineage other) throws IOException {
        requireNotClosed();
        lineage.adopt(other);
    }

    @Override
    public void note(Gap gap) throws IOException {
        requireNotClosed();
        new GapFile(disk, root).note(gap);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (appender != null && appender.commit().size() > 0) {
                store.wakeOfCommit();
            }
        } finally {
            giveFree();
        }
    }

    /** The day that was open goes on, since the other one does not open. */
    private void stayOpen(IOException cause) {
        if (appender != null) {
            try {
                appender.goOn();
            } catch (IOException again) {
                cause.addSuppressed(again);
            }
        }
    }

    /** Leaves a day that is not open in order, with all of it on the disk. */
    private void bringToEnd(DayFolder folder) throws IOException {
        DayRecovery.Opened found = new DayRecovery(folder, FsyncPolicy.COMMIT).run();
        try (DiskFile file = disk.open(folder.checkpoint())) {
            found.next(Checkpoint.Left.IN_ORDER).write(file);
        }
    }

    private void beginEpoch(Position begin) throws IOException {
        if (epochOwed) {
            lineage.add(new Epoch(UUID.randomUUID(), begin));
            epochOwed = false;
        }
    }

    private RecoveryReport withReplay(RecoveryReport report) {
        List<RecoveryReport.Dropped> dropped = new ArrayList<>(replay.dropped(report.day()));
        dropped.addAll(report.dropped());
        return new RecoveryReport(report.day(), report.count(), dropped, report.rebuilt());
    }

    /** The day has been left in order: what fails now changes nothing about that, and must not leave no day open. */
    private void closeLeft() {
        try {
            closeAppender();
        } catch (IOException e) {
            LOG.warn("{}: {}", root, e.getMessage(), e);
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
            try (producers;
                    journal) {
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
