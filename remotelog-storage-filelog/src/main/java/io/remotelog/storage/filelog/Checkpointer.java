package io.remotelog.storage.filelog;

import io.remotelog.api.StoreFullException;
import io.remotelog.api.TimeCounts;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what was committed to the open day durable in its own files, notes it in the day's {@link Checkpoint}, and frees the
 * journal.
 *
 * <p>The writer's thread tells of each commit; the checkpoint that is then due runs in the background, on the writer's
 * thread only when it cannot go on without. They run one at a time.
 *
 * <p>When forcing fails, the system may take for written what it could not write. So before the next try everything since the
 * last checkpoint is written once more: from the journal, or else from the files, if what they read back has the right
 * checksums. Until that succeeds commits are refused.
 */
final class Checkpointer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    /** Something that closes or cuts files, and fails as they do. */
    interface OnFiles {
        void run() throws IOException;
    }

    /** What was committed, and where in the journal that ends. */
    private record Committed(DayEnd end, Journal.Mark mark) {}

    private final DayFolder folder;
    private final FsyncPolicy policy;
    private final AppendFiles files;
    private final Journal journal;
    private final Background background;
    private final TimeCounts fsyncTimes;
    private final Runnable beforeForce;
    private final Runnable durableMoved;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean forcingAhead = new AtomicBoolean();

    private volatile Committed committed = new Committed(DayEnd.EMPTY, Journal.Mark.NONE);
    private volatile IOException failure;

    /** Guarded by this, but to be read. */
    private volatile Checkpoint last;

    /** Guarded by this. */
    private DiskFile file;

    /** What the day held when it was opened; nothing once it is all forced. Guarded by this. */
    private DayEnd inherited = DayEnd.EMPTY;

    private boolean closed;

    /**
     * Begins with nothing.
     *
     * @param fsyncTimes takes how long forces take, unless commits waited for others before
     * @param beforeForce runs before what was committed becomes durable
     * @param durableMoved runs after that, under {@code interval}
     */
    Checkpointer(
            DayFolder folder,
            FsyncPolicy policy,
            AppendFiles files,
            Journal journal,
            Background background,
            TimeCounts fsyncTimes,
            Runnable beforeForce,
            Runnable durableMoved) {
        this.folder = folder;
        this.policy = policy;
        this.files = files;
        this.journal = journal;
        this.background = background;
        this.fsyncTimes = fsyncTimes;
        this.beforeForce = beforeForce;
        this.durableMoved = durableMoved;
    }

    /** Notes that the day is open. */
    synchronized void begin(DayRecovery.Opened opened) throws IOException {
        boolean absent = !folder.disk().exists(folder.checkpoint());
        file = folder.disk().open(folder.checkpoint());
        boolean begun = false;
        try {
            Checkpoint next = opened.next(left());
            next.write(file);
            if (absent) {
                folder.disk().forceFolder(folder.path());
            }
            last = next;
            inherited = opened.end();
            begun = true;
        } finally {
            if (!begun) {
                file.close();
            }
        }
    }

    /** How many records survive a loss of power, in their own files. */
    long durable() {
        return last.durable();
    }

    /** Tells of a commit, and sees to it that a checkpoint follows in time. The writer's thread. */
    void committed(DayEnd end) {
        committed = new Committed(end, journal.head());
        if (last == null) {
            return;
        }
        switch (policy.kind()) {
            case COMMIT -> {
                if (journal.isHalfFull()) {
                    schedule(Duration.ZERO);
                }
            }
            case INTERVAL -> schedule(policy.interval());
            case NEVER -> {}
        }
    }

    /** Tries again what failed, before a commit. */
    void requireWell() throws IOException {
        if (failure != null || journal.isBroken()) {
            run();
            if (journal.isBroken()) {
                journal.renew();
            }
        }
    }

    /** A checkpoint at once. The writer's thread. */
    void run() throws IOException {
        checkpoint(committed, left());
    }

    /** Sees to a checkpoint soon. */
    void runSoon() {
        schedule(Duration.ZERO);
    }

    /**
     * Refuses a commit of records of which some were written ahead, if something could not be forced since: the disk may have lost
     * them, and tells of that once only. The writer's thread.
     */
    void requireAheadWell() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            String message = failed.getMessage() + "; what waited for a commit was dropped: append it again";
            throw failed instanceof StoreFullException
                    ? new StoreFullException(message, failed)
                    : new IOException(message, failed);
        }
    }

    /** Forces data and checksums of a commit that is not in the journal. The writer's thread. */
    synchronized void forceRecords() throws IOException {
        requireAheadWell();
        try {
            files.forceRecords();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Has what was written ahead of a commit forced in the background, so that the commit waits for less. */
    void forceAheadSoon() {
        if (forcingAhead.compareAndSet(false, true)) {
            background.soon(this::forceAhead);
        }
    }

    private void forceAhead() {
        forcingAhead.set(false);
        try {
            synchronized (this) {
                if (failure == null && !closed) {
                    forceRecords();
                }
            }
        } catch (IOException e) {
            tell(e);
        }
    }

    /** Leaves the day in order. */
    void leave() throws IOException {
        if (policy.kind() == FsyncPolicy.Kind.NEVER) {
            synchronized (this) {
                write(last.nextWritten(committed.end(), Checkpoint.Left.IN_ORDER, folder.disk()));
            }
        } else {
            checkpoint(committed, Checkpoint.Left.IN_ORDER);
        }
    }

    /** Leaves the day in order, with all of it on the disk. */
    void finish() throws IOException {
        checkpoint(committed, Checkpoint.Left.IN_ORDER);
    }

    /** Does something to the files that must not be done while they are forced. */
    synchronized void whileNotForcing(OnFiles change) throws IOException {
        try {
            change.run();
        } catch (IOException e) {
            // It may have been a force, of a file with records that are committed and not forced yet.
            failure = e;
            throw e;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (file != null) {
            file.close();
        }
    }

    private void schedule(Duration delay) {
        if (scheduled.compareAndSet(false, true)) {
            if (delay.isZero()) {
                background.soon(this::runInBackground);
            } else {
                background.later(delay, this::runInBackground);
            }
        }
    }

    private void runInBackground() {
        scheduled.set(false);
        try {
            if (failure == null && !closed) {
                checkpoint(committed, left());
            }
        } catch (IOException e) {
            tell(e);
        }
    }

    private void tell(IOException e) {
        LOG.error("{}: {}; appends are refused until the disk does it", folder.path(), e.getMessage(), e);
    }

    private void checkpoint(Committed upTo, Checkpoint.Left left) throws IOException {
        boolean moved;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (upTo.end().equals(last.end()) && left == last.left() && isAllDurable()) {
                // Whatever failed had nothing to do with what is committed.
                failure = null;
                free(upTo.mark());
                return;
            }
            try {
                if (failure != null) {
                    writeAgain(upTo);
                }
                if (policy.kind() == FsyncPolicy.Kind.NEVER) {
                    forceInherited();
                }
                beforeForce.run();
                long begun = background.nanoTime();
                files.force();
                if (policy.kind() != FsyncPolicy.Kind.COMMIT) {
                    fsyncTimes.add(background.nanoTime() - begun);
                }
                moved = upTo.end().count() > last.durable();
                write(last.next(upTo.end(), left, folder.disk()));
                failure = null;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            free(upTo.mark());
        }
        if (moved && policy.kind() == FsyncPolicy.Kind.INTERVAL) {
            durableMoved.run();
        }
    }

    /** Forces what a writer before left unforced. It may have seen a force fail, so its records are written again. */
    private void forceInherited() throws IOException {
        new Rewriting(folder).run(last.durable(), inherited);
        inherited = DayEnd.EMPTY;
        folder.disk().forceFolder(folder.path());
        DataFiles.force(folder, Layout.fileNumber(last.durable()));
    }

    private boolean isAllDurable() {
        return last.durable() == last.end().count();
    }

    private void write(Checkpoint next) throws IOException {
        next.write(file);
        last = next;
    }

    private void free(Journal.Mark mark) {
        try {
            journal.free(mark);
        } catch (IOException e) {
            // It is broken, and the next commit makes a new one; no record is in danger.
            LOG.warn("{}: {}; a new journal follows", folder.path(), e.getMessage(), e);
        }
    }

    private void writeAgain(Committed upTo) throws IOException {
        if (policy.kind() != FsyncPolicy.Kind.COMMIT) {
            new Rewriting(folder).run(last.durable(), upTo.end());
            return;
        }
        try (AppendFiles again = new AppendFiles(folder, true)) {
            Journal.replay(folder.disk(), folder.path().getParent(), upTo.mark(), block -> {
                if (block.day().equals(folder.day())) {
                    again.write(block);
                }
            });
            again.force();
        }
    }

    private Checkpoint.Left left() {
        return Checkpoint.Left.open(policy);
    }
}
