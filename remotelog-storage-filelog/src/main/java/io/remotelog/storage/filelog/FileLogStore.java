package io.remotelog.storage.filelog;

import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Subscription;
import io.remotelog.api.ZoneMismatchException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A folder of day folders. Any thread. */
final class FileLogStore implements LogStore {
    private final Path root;
    private final Disk disk;
    private final Subscribers subscribers;
    private FileLogWriter writer;
    private volatile DayAppender appender;
    private volatile boolean closed;

    FileLogStore(Path root, FsyncPolicy policy) {
        this.root = root;
        disk = new Disk(policy);
        subscribers = new Subscribers(root);
    }

    @Override
    public List<LocalDate> days() throws IOException {
        requireOpen();
        return days(root);
    }

    /** The days in a folder, oldest first; none if there is no such folder. */
    static List<LocalDate> days(Path root) throws IOException {
        List<LocalDate> days = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                DayFolder.parse(entry.getFileName().toString())
                        .filter(day -> Files.isDirectory(entry))
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
        DayFolder folder = DayFolder.of(root, day);
        return folder.exists() ? Optional.of(new FileLogDay(this, folder)) : Optional.empty();
    }

    @Override
    public Optional<Lineage> lineage() throws IOException {
        requireOpen();
        return new LineageFile(root).read();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        requireOpen();
        return subscribers.add(wakeUp);
    }

    @Override
    public synchronized LogWriter writer(ZoneId zone) throws IOException {
        requireOpen();
        try {
            disk.createFolders(root);
        } catch (IOException e) {
            throw new IOException("store " + root + ": cannot make the folder: " + e, e);
        }
        if (!Files.isWritable(root)) {
            throw new IOException("store " + root + ": the folder is not writable for this user");
        }
        StoreLock lock = StoreLock.take(root);
        try {
            beginLineage(zone);
            OpenDays.removeLeftovers(root);
            writer = new FileLogWriter(this, root, disk, lock);
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

    /** The one of this store's writer, if that is what it appends to. */
    DayAppender appender(LocalDate day) {
        DayAppender current = appender;
        return current != null && current.folder().day().equals(day) ? current : null;
    }

    void publish(DayAppender opened) {
        appender = opened;
    }

    void wake() {
        subscribers.wake();
    }

    synchronized void writerClosed(FileLogWriter ended) {
        if (writer == ended) {
            writer = null;
            subscribers.resumeWatch();
        }
    }

    private void beginLineage(ZoneId zone) throws IOException {
        LineageFile file = new LineageFile(root);
        Optional<Lineage> begun = file.read();
        if (begun.isEmpty()) {
            file.create(disk, new Lineage(UUID.randomUUID(), zone));
        } else if (!begun.get().hasDaysOf(zone)) {
            throw new ZoneMismatchException(root.toString(), begun.get().zone(), zone);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("store " + root + " is closed");
        }
    }
}
