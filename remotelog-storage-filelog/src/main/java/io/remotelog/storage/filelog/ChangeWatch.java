package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks every 20 ms whether another writer changed a store, which may be another process that cannot tell. A daemon
 * thread of its own.
 *
 * <p>It looks at the list of days, and, of the newest days, at the length of the index and at whether they are finished.
 */
final class ChangeWatch implements Runnable {
    private static final long INTERVAL_MILLIS = 20;

    /** Writers append to the newest day, and finish the one before; more than that is for a mirror that catches up. */
    private static final int DAYS_LOOKED_AT = 4;

    private static final long UNKNOWN = -1;

    /** What a look saw; two that are equal mean no change. */
    private record Seen(List<LocalDate> days, List<Long> newest) {}

    private final Disk disk;
    private final Path root;
    private final Runnable onChange;
    private Seen before;
    private boolean stopped;

    private ChangeWatch(Disk disk, Path root, Runnable onChange) {
        this.disk = disk;
        this.root = root;
        this.onChange = onChange;
    }

    /** Begins: each change after this returns is told of. */
    static ChangeWatch start(Disk disk, Path root, Runnable onChange) {
        ChangeWatch watch = new ChangeWatch(disk, root, onChange);
        watch.before = watch.look();
        Thread thread = new Thread(watch, "remotelog-watch-" + root.getFileName());
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public void run() {
        while (pause()) {
            Seen now = look();
            if (!now.equals(before)) {
                before = now;
                onChange.run();
            }
        }
    }

    private synchronized boolean pause() {
        long until = System.nanoTime() + INTERVAL_MILLIS * 1_000_000;
        try {
            long left = INTERVAL_MILLIS;
            while (!stopped && left > 0) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it but to end it.
            return false;
        }
        return !stopped;
    }

    private Seen look() {
        List<LocalDate> days;
        try {
            days = FileLogStore.days(disk, root);
        } catch (IOException e) {
            // A reader that the wake-up sends there gets the error, and can tell of it.
            days = List.of();
        }
        List<Long> newest = new ArrayList<>();
        for (LocalDate day : days.subList(Math.max(0, days.size() - DAYS_LOOKED_AT), days.size())) {
            DayFolder folder = DayFolder.of(disk, root, day);
            newest.add(folder.isFinished() ? 1L : 0L);
            newest.add(count(folder));
        }
        return new Seen(days, newest);
    }

    private static long count(DayFolder folder) {
        try {
            return folder.count();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
