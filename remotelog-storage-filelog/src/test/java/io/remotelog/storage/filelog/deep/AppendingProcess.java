package io.remotelog.storage.filelog.deep;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import io.remotelog.storage.filelog.PlantedStores;
import io.remotelog.storage.filelog.deep.Promises.Mark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that uses a store in all the ways there are, at random, and marks what the store promised, as soon as it did.
 * It goes on from what is there, so it can be killed and started again.
 */
final class AppendingProcess implements AutoCloseable {
    static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 1);
    private static final int KEPT_DAYS = 5;

    private final String location;
    private final Sent sent;
    private final Random random;
    private final OutputStream marks;
    private final Promised promised;

    private LogStore store;
    private LogWriter writer;
    private LocalDate day;
    private long count;
    private long marked;
    private boolean begun;

    /** Which records of the open day are promised. */
    enum Promised {
        /** Those that survive a loss of power. */
        DURABLE,
        /** Those that survive the end of the process. */
        COMMITTED,
        /** None, until the day is finished. */
        NONE
    }

    private AppendingProcess(String location, long seed, int life, Promised promised, OutputStream marks) {
        this.location = location;
        this.promised = promised;
        this.marks = marks;
        sent = new Sent(seed);
        random = new Random(seed * 1_009 + life);
    }

    /** Arguments for {@link #main}. */
    static String[] arguments(String location, long seed, int life, int steps, Promised promised, Path marks) {
        return new String[] {
            location,
            Long.toString(seed),
            Integer.toString(life),
            Integer.toString(steps),
            promised.toString(),
            marks.toString()
        };
    }

    /** Location, seed, how often it was started before, number of steps, what is promised, file for the marks. */
    public static void main(String[] args) throws IOException {
        try (OutputStream marks = Files.newOutputStream(Path.of(args[5]), StandardOpenOption.WRITE);
                AppendingProcess process = new AppendingProcess(
                        args[0],
                        Long.parseLong(args[1]),
                        Integer.parseInt(args[2]),
                        Promised.valueOf(args[4]),
                        marks)) {
            process.begin();
            System.out.println("ready");
            process.run(Integer.parseInt(args[3]));
        }
    }

    private void begin() {
        while (day == null) {
            tryStep();
        }
        begun = true;
    }

    private void run(int steps) throws IOException {
        for (int i = 0; i < steps; i++) {
            tryStep();
            notePromised(Mark.DURABLE);
        }
    }

    private void tryStep() {
        try {
            step();
        } catch (DayFinishedException e) {
            day = null;
            System.out.println("refused: " + e);
        } catch (IOException e) {
            // What was not committed is dropped; the next records get its ids, and so the same contents.
            System.out.println("refused: " + e);
        }
    }

    /** At first, and after what was refused, gets to where it can append. */
    private void step() throws IOException {
        if (writer == null) {
            openStore();
        } else if (day == null) {
            openNext();
        } else {
            anyStep();
        }
    }

    private void anyStep() throws IOException {
        int kind = random.nextInt(1_000);
        if (kind < 800) {
            commit(1 + random.nextInt(1 + random.nextInt(25)));
        } else if (kind < 900) {
            // Some are several times as large as staging.
            commit(30 + random.nextInt(random.nextInt(4) == 0 ? 800 : 120));
        } else if (kind < 960) {
            // For the store's helper thread.
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(6_000)));
        } else if (kind < 970) {
            openNext();
        } else if (kind < 980) {
            finish();
        } else if (kind < 990) {
            reopenEarlier();
        } else {
            close();
            openStore();
        }
    }

    private void commit(int records) throws IOException {
        for (int i = 0; i < records; i++) {
            Sample record = sent.record(day, count + i);
            writer.append(record.epochSeconds(), record.type(), record.payload());
        }
        long first = writer.commit().id(0);
        if (first != count) {
            throw new IllegalStateException(day + ": committed from " + first + ", want " + count);
        }
        count += records;
    }

    private void finish() throws IOException {
        mark(Mark.FINISHING, day, count);
        writer.finish(day);
        mark(Mark.FINISHED, day, count);
        day = null;
        openNext();
    }

    private void openNext() throws IOException {
        openDay(newest().plusDays(1));
        deleteOldest();
    }

    private void reopenEarlier() throws IOException {
        for (DayLog earlier : unfinished()) {
            if (!earlier.day().equals(day) && random.nextBoolean()) {
                openDay(earlier.day());
                return;
            }
        }
    }

    private void deleteOldest() throws IOException {
        List<LocalDate> days = store.days();
        if (days.size() > KEPT_DAYS) {
            mark(Mark.DELETING, days.get(0), 0);
            writer.delete(days.get(0));
            mark(Mark.DELETED, days.get(0), 0);
        }
    }

    private void openStore() throws IOException {
        store = PlantedStores.open(location);
        try {
            writer = store.writer(ZoneOffset.UTC);
        } catch (IOException e) {
            store.close();
            throw e;
        }
        List<DayLog> days = unfinished();
        openDay(
                days.isEmpty()
                        ? newest().plusDays(1)
                        : days.get(days.size() - 1).day());
    }

    private void openDay(LocalDate opened) throws IOException {
        // If that is refused, none is open, or the one before; it does not matter which.
        day = null;
        count = writer.open(opened).count();
        day = opened;
        marked = -1;
        notePromised(begun ? Mark.OPENED : Mark.BEGUN);
    }

    private void notePromised(Mark mark) throws IOException {
        if (day != null && promised != Promised.NONE) {
            long promise = promised == Promised.COMMITTED
                    ? count
                    : store.find(day).orElseThrow().durable();
            if (promise != marked) {
                mark(mark, day, promise);
                marked = promise;
            }
        }
    }

    private List<DayLog> unfinished() throws IOException {
        return store.days().stream()
                .map(this::find)
                .filter(AppendingProcess::isUnfinished)
                .toList();
    }

    private DayLog find(LocalDate which) {
        try {
            return store.find(which).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isUnfinished(DayLog log) {
        try {
            return !log.isFinished();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private LocalDate newest() throws IOException {
        List<LocalDate> days = store.days();
        return days.isEmpty() ? FIRST_DAY.minusDays(1) : days.get(days.size() - 1);
    }

    private void mark(Mark mark, LocalDate of, long number) throws IOException {
        marks.write(mark.line(of, number).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        // Also if its end is refused: it is free afterwards, and so is the store.
        day = null;
        LogWriter closing = writer;
        writer = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } finally {
            if (store != null) {
                store.close();
            }
        }
    }
}
