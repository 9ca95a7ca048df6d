package io.remotelog.storage.filelog;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.StoreInUseException;
import io.remotelog.api.Subscription;
import io.remotelog.api.TimeCounts;
import io.remotelog.api.TimeHistogram;
import io.remotelog.api.VerifyListener;
import io.remotelog.api.VerifyReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A folder of day folders. Any thread. */
final class FileLogStore implements LogStore {
    private final Path root;
    private final Disk disk;
    private final FsyncPolicy policy;
    private final Sizes sizes;
    private final Supplier<Background> backgrounds;
    private final Subscribers subscribers;
    private final TimeCounts fsyncTimes = new TimeCounts();
    private FileLogWriter writer;
    private volatile DayAppender appender;
    private volatile boolean closed;

    FileLogStore(Disk disk, Path root, FsyncPolicy policy, Sizes sizes, Supplier<Background> backgrounds) {
        this.disk = disk;
        this.root = root;
        this.policy = policy;
        this.sizes = sizes;
        this.backgrounds = backgrounds;
        subscribers = new Subscribers(disk, root);
    }

    @Override
    public List<LocalDate> days() throws IOException {
        requireOpen();
        return days(disk, root);
    }

    /** The days in a folder, oldest first; none if there is no such folder. */
    static List<LocalDate> days(Disk disk, Path root) throws IOException {
        List<LocalDate> days = new ArrayList<>();
        try {
            for (String name : disk.names(root)) {
                DayFolder.parse(name)
                        .filter(day -> disk.isFolder(root.resolve(name)))
                        .ifPresent(days::add);
            }
        } catch (NoSuchFileException e) {
            return days;
        }
        Collections.sort(days);
        return days;
    }

    @Override
    public Optional<DayLog> find(LocalDate day) {
        requireOpen();
        DayFolder folder = DayFolder.of(disk, root, day);
        return folder.exists() ? Optional.of(new FileLogDay(this, folder)) : Optional.empty();
    }

    @Override
    public Optional<Lineage> lineage() throws IOException {
        requireOpen();
        return new LineageFile(disk, root).read();
    }

    @Override
    public List<Gap> gaps() throws IOException {
        requireOpen();
        return new GapFile(disk, root).read();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        requireOpen();
        return subscribers.add(wakeUp);
    }

    @Override
    public Subscription subscribeToDurable(Runnable wakeUp) {
        requireOpen();
        return subscribers.addToDurable(wakeUp);
    }

    @Override
    public VerifyReport verify(LocalDate day, VerifyListener listener) throws IOException {
        DayFolder folder = existing(day);
        Tally tally = new Tally(day, listener);
        return tally.report(new DayVerification(folder, tally).run());
    }

    @Override
    public VerifyReport verify(VerifyListener listener) throws IOException {
        List<LocalDate> days = days();
        Tally tally = new Tally(days.isEmpty() ? LocalDate.EPOCH : days.get(0), listener);
        new StoreVerification(disk, root, tally).run();
        return tally.report(0);
    }

    @Override
    public RecoveryReport previewOpen(LocalDate day) throws IOException {
        DayFolder folder = existing(day);
        if (folder.isFinished()) {
            throw new DayFinishedException(day);
        }
        if (disk.isLocked(root)) {
            throw new StoreInUseException(root.toString(), -1);
        }
        return new OpenPreview(disk, folder, policy).run();
    }

    @Override
    public VerifyReport repair(LocalDate day, Optional<LogStore> copy, VerifyListener listener) throws IOException {
        DayFolder folder = existing(day);
        Tally tally = new Tally(day, listener);
        Closeable lock = disk.lock(root);
        try {
            return new StoreRepair(disk, root, sizes).run(folder, copy, tally);
        } finally {
            lock.close();
            wake();
        }
    }

    @Override
    public boolean commitsDurably() {
        return policy.kind() == FsyncPolicy.Kind.COMMIT;
    }

    @Override
    public Optional<TimeHistogram> fsyncTimes() {
        return Optional.of(fsyncTimes.histogram());
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return take(zone, true);
    }

    @Override
    public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
        return take(zone, false);
    }

    private synchronized FileLogWriter take(ZoneId zone, boolean beginsEpoch) throws IOException {
        requireOpen();
        try {
            disk.createFolders(root);
        } catch (IOException e) {
            throw new IOException("store " + root + ": cannot make the folder: " + e, e);
        }
        Closeable lock = disk.lock(root);
        try {
            new LineageFile(disk, root).begin(zone);
            // Names that another one made, or took away, and died before they were on the disk.
            disk.forceFolder(root);
            disk.openDays().removeLeftovers(disk, root);
            JournalReplay replay = new JournalReplay(disk, root);
            replay.run();
            Producers producers = beginsEpoch ? Producers.read(disk, root, policy, sizes) : Producers.none(disk, root);
            Journal journal = Journal.begin(disk, root, sizes);
            writer = new FileLogWriter(
                    this,
                    policy,
                    new Staging(sizes.stagingBytes(), sizes.blockBytes()),
                    backgrounds.get(),
                    journal,
                    replay,
                    producers,
                    beginsEpoch,
                    lock);
            subscribers.pauseWatch();
            return writer;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try {
            FileLogWriter closing = writer;
            // First, so that its end does not start a watch.
            writer = null;
            if (closing != null) {
                closing.close();
            }
        } finally {
            subscribers.close();
        }
    }

    Disk disk() {
        return disk;
    }

    Path root() {
        return root;
    }

    /** The one of this store's writer, if that is what it appends to. */
    DayAppender appender(LocalDate day) {
        DayAppender current = appender;
        return current != null && current.folder().day().equals(day) ? current : null;
    }

    void publish(DayAppender opened) {
        appender = opened;
    }

    /** Takes how long the forces of its writers take. */
    TimeCounts fsyncCounts() {
        return fsyncTimes;
    }

    void wake() {
        subscribers.wake();
    }

    /** Its writer has committed records. */
    void wakeOfCommit() {
        if (policy.kind() == FsyncPolicy.Kind.INTERVAL) {
            subscribers.wakeOfCommit();
        } else {
            subscribers.wake();
        }
    }

    synchronized void writerClosed(FileLogWriter ended) {
        if (writer == ended) {
            writer = null;
            subscribers.resumeWatch();
        }
    }

    private DayFolder existing(LocalDate day) throws IOException {
        requireOpen();
        DayFolder folder = DayFolder.of(disk, root, day);
        if (!folder.exists()) {
            throw new NoSuchFileException(folder.path().toString(), null, "there is no day " + day + " in the store");
        }
        return folder;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("store " + root + " is closed");
        }
    }
}
