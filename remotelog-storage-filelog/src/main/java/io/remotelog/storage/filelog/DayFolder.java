package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * The folder of a day, {@code yyyyMMdd}, and the names in it. Creates nothing.
 *
 * @param disk where it is
 * @param day the day
 * @param path the folder
 */
record DayFolder(Disk disk, LocalDate day, Path path) {
    private static final int NAME_LENGTH = 8;

    static DayFolder of(Disk disk, Path root, LocalDate day) {
        return new DayFolder(disk, day, root.resolve(name(day)));
    }

    static String name(LocalDate day) {
        if (day.getYear() < 0 || day.getYear() > 9999) {
            throw new IllegalArgumentException("day " + day + ", want a year from 0000 to 9999");
        }
        return String.format(Locale.ROOT, "%04d%02d%02d", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    /** The day that a folder of this name is of; empty if the name is not eight digits of a real date. */
    static Optional<LocalDate> parse(String name) {
        if (name.length() != NAME_LENGTH || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(name, 0, 4, 10),
                    Integer.parseInt(name, 4, 6, 10),
                    Integer.parseInt(name, 6, 8, 10)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String dataName(int number) {
        return String.format(Locale.ROOT, Layout.DATA_PREFIX + "%0" + Layout.DATA_DIGITS + "d", number);
    }

    /** The store's folder. */
    Path root() {
        return path.getParent();
    }

    Path index() {
        return path.resolve(Layout.INDEX);
    }

    Path data(int number) {
        return path.resolve(dataName(number));
    }

    Path checksums() {
        return path.resolve(Layout.CHECKSUMS);
    }

    Path checkpoint() {
        return path.resolve(Layout.CHECKPOINT);
    }

    Path rebuild() {
        return path.resolve(Layout.REBUILD);
    }

    Path finish() {
        return path.resolve(Layout.FINISH);
    }

    boolean exists() {
        return disk.isFolder(path);
    }

    boolean isFinished() {
        return disk.exists(finish());
    }

    /** How many of those survive a loss of power, as far as a reader can tell. */
    long durable() throws IOException {
        Optional<Checkpoint> checkpoint = Checkpoint.read(this);
        long count = count();
        // Under the other policies, what can be read is as durable as it will be.
        boolean later = checkpoint.isPresent() && checkpoint.get().left() == Checkpoint.Left.OPEN_INTERVAL;
        return later ? Math.min(count, checkpoint.get().durable()) : count;
    }

    /** How many records the index tells of at this instant. */
    long count() throws IOException {
        try {
            return Layout.entries(disk.length(index()));
        } catch (NoSuchFileException e) {
            if (exists()) {
                return 0;
            }
            throw new NoSuchFileException(path.toString(), null, "day " + day + " is not in the store any more");
        }
    }
}
