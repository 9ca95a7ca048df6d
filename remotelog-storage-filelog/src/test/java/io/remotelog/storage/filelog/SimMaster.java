package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A simulated master: appends, keeps the days, and has a link for each replica that dials. One thread. */
final class SimMaster extends SimHost {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int BIG_BYTES = 200_000;

    private final List<SimMasterLink> links = new ArrayList<>();
    private FileLogStore store;
    private LogWriter writer;
    private SimDayRoll days;
    private int serial;

    SimMaster(SimWorld world) {
        super(world, "master", world.options.master(), world.options.masterSizes());
    }

    @Override
    void begin(FileLogStore begun) throws IOException {
        if ((!wall.jump().isNegative() && !wall.jump().isZero())
                || (begun.days().isEmpty() && !wall.jump().isZero())) {
            // It would be believed, and the log go on in that year.
            throw new IOException("the clock is wrong");
        }
        store = begun;
        writer = store.writer(ZoneOffset.UTC);
        world.truth.masterBegun();
        SimDayRoll roll = new SimDayRoll(store, writer, clock(), world.truth);
        roll.begin();
        days = roll;
        after(TICK, "tick", this::tick);
    }

    private void tick() {
        days.rollIfDue();
        after(TICK, "tick", this::tick);
    }

    boolean isListening() {
        return isUp() && days != null;
    }

    /** Somebody has dialled. */
    void accept(SimSocket socket) {
        links.add(new SimMasterLink(world, this, socket));
    }

    void ended(SimMasterLink link) {
        links.remove(link);
    }

    /** A link of the same replica is on: those before it hang, and are ended. */
    void linked(SimMasterLink link) {
        for (SimMasterLink other : List.copyOf(links)) {
            if (other != link && other.isLinked()) {
                other.end("another link of the same replica");
            }
        }
    }

    /** Appends some records as one group. */
    void append(int records) {
        if (!isListening()) {
            return;
        }
        step("append", () -> {
            days.rollIfDue();
            try {
                days.ensureOpen();
            } catch (IOException e) {
                world.trace.tell("master: no day is open: " + e.getMessage());
                return;
            }
            DayTruth day = world.truth.day(days.current());
            try {
                for (int i = 0; i < records; i++) {
                    Sent record = nextRecord();
                    record.appendTo(writer);
                    day.appended(record);
                }
                day.committing();
                writer.commit();
                day.committed();
                world.trace.tell("master: " + records + " records, " + day.day + " has " + day.count());
            } catch (IOException e) {
                day.dropped();
                world.trace.tell("master: records refused: " + e.getMessage());
            }
        });
    }

    private Sent nextRecord() {
        serial++;
        if (world.random.nextInt(6) == 0) {
            return new Sent(serial, (short) 7, new byte[world.random.nextInt(2_000)]);
        }
        if (world.random.nextInt(400) == 0 && sizes().stagingBytes() >= 1024) {
            return new Sent(serial, (short) 8, new byte[world.random.nextInt(BIG_BYTES)]);
        }
        return Sent.random(world.random, serial, sizes());
    }

    /** Removes the oldest day, if there is more than one finished one. */
    void removeOldest() {
        if (!isListening()) {
            return;
        }
        step("remove", () -> {
            try {
                List<LocalDate> all = store.days();
                if (all.size() >= 3 && store.find(all.get(1)).orElseThrow().isFinished()) {
                    world.trace.tell("master: removes " + all.get(0));
                    world.truth.day(all.get(0)).deleteBegun = true;
                    writer.delete(all.get(0));
                }
            } catch (IOException e) {
                world.trace.tell("master: a day is not removed: " + e.getMessage());
            }
        });
    }

    LogStore store() {
        return store;
    }

    LocalDate currentDay() {
        return days.current();
    }

    @Override
    void close() throws IOException {
        links().forEach(link -> link.end("the master stops"));
        days = null;
        store.close();
    }

    private List<SimMasterLink> links() {
        return List.copyOf(links);
    }

    @Override
    void died(boolean powerCut) {
        links().forEach(link -> link.died(powerCut));
        links.clear();
        days = null;
        world.truth.masterDied(powerCut);
    }
}
