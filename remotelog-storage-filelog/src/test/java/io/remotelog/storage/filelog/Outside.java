package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/** The files of a store as other processes see them, without faults. One thread. */
final class Outside {
    private final FaultyDisk disk;
    private final Path root;

    Outside(FaultyDisk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    FaultyDisk disk() {
        return disk;
    }

    void end() {
        disk.end();
    }

    DayFolder folder(LocalDate date) {
        return DayFolder.of(disk, root, date);
    }

    boolean exists(LocalDate date) {
        return folder(date).exists();
    }

    boolean isFinished(LocalDate date) {
        return folder(date).isFinished();
    }

    long entries(LocalDate date) throws IOException {
        return Layout.entries(RawDay.length(disk, folder(date).index()));
    }

    /** How long index and data file are. */
    long bytes(LocalDate date) throws IOException {
        return RawDay.length(disk, folder(date).index())
                + RawDay.length(disk, folder(date).data(0));
    }

    /** All records, which are whole, and nothing else. */
    List<Sent> records(DayTruth day, String when) throws IOException {
        return RawDay.read(folder(day.day), day.foreign, when).records();
    }

    /** Whether the files hold nothing behind the records, but for some that wait: no refused ones that could not be cut off. */
    boolean isClean(DayTruth day) throws IOException {
        if (day.waiting() > 0) {
            return RawDay.length(disk, folder(day.day).index()) == Layout.entryOffset(day.count());
        }
        try {
            return records(day, "before another program").size() == day.count();
        } catch (Violation leftovers) {
            return false;
        }
    }

    /** Forgets what the system has in memory and takes for written. */
    void evict(LocalDate date) throws IOException {
        for (String name : disk.names(folder(date).path())) {
            disk.evict(folder(date).path().resolve(name));
        }
        if (disk.exists(root.resolve(Layout.JOURNAL))) {
            disk.evict(root.resolve(Layout.JOURNAL));
        }
    }

    /**
     * Takes away bytes of records that the checkpoint says are on the disk, if it says so of all.
     *
     * @return whether it did
     */
    boolean damage(DayTruth day, Random random) throws IOException {
        DayFolder folder = folder(day.day);
        int durable = Checkpoint.read(folder)
                .map(checkpoint -> (int) checkpoint.durable())
                .orElse(0);
        if (durable == 0 || durable != day.count()) {
            return false;
        }
        writeAgain(folder.checkpoint());
        boolean index = random.nextInt(3) > 0;
        boolean data = !index || random.nextInt(4) == 0;
        if (index) {
            cut(folder.index(), random.nextInt(durable * Layout.ENTRY_BYTES));
        }
        if (data) {
            int end = 0;
            for (int id = 0; id < durable; id++) {
                end += day.kept(id).bytes();
            }
            cut(folder.data(0), random.nextInt(end));
        }
        if (random.nextInt(4) == 0) {
            cut(folder.checksums(), 0);
            data |= index;
        }
        day.hurt(!data);
        return true;
    }

    /** Lest it go with the power, and with it the only word of what is taken away: the store may have failed to force it. */
    private void writeAgain(Path path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
            file.read(bytes, 0);
            file.write(bytes.flip(), 0);
            file.force();
        }
    }

    private void cut(Path path, int length) throws IOException {
        CountedFaults.trace("loses what is behind byte " + length + " of " + path);
        try (DiskFile file = disk.open(path)) {
            file.cut(length);
            file.force();
        }
    }
}
