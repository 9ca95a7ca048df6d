package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBufAllocator;
import io.remotelog.api.DayLog;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import java.io.Closeable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What one replica still has to get: its unfinished days, then day by day what the master has. One thread.
 *
 * <p>A day that cannot go on, because of a record that cannot be read or because it is not finished yet though it is over, does
 * not hold up those after it. To a replica that asked for a pace, the current day goes first, so that live records do not wait
 * for the days before.
 */
final class Shipment implements Closeable {
    /** How long live records and earlier days have their turns if both are there: each change costs the replica a commit. */
    private static final long TURN_NANOS = 50_000_000;

    private final LogStore store;
    private final Supplier<LocalDate> currentDay;
    private final LogClock clock;
    private final ByteBufAllocator allocator;
    private final MasterEnd.Listener listener;
    private final int maxRecordBytes;
    private final boolean liveFirst;
    private final Pace pace;
    private final SortedMap<LocalDate, DayShipment> open = new TreeMap<>();
    /** Days that were sent to their end, with how many records they have, until the replica has acked these. */
    private final SortedMap<LocalDate, Long> unacked = new TreeMap<>();
    /** The first day that is not looked at yet. */
    private LocalDate nextDay;
    /** A gap tells of days that were removed while the replica was away: not of those before an empty one began. */
    private final Optional<LocalDate> removedBefore;

    private Message owed;
    /** The newest day that was gone on to. */
    private DayShipment newest;
    /** Whose turn it is, of the current day and all others, and since when. */
    private boolean turnOfOthers;

    private long turnBeganAtNanos;

    Shipment(
            LogStore store,
            Supplier<LocalDate> currentDay,
            LogClock clock,
            ByteBufAllocator allocator,
            Hello hello,
            MasterEnd.Listener listener)
            throws IOException {
        this.store = store;
        this.currentDay = currentDay;
        this.clock = clock;
        this.allocator = allocator;
        this.listener = listener;
        this.maxRecordBytes = hello.maxRecordBytes();
        this.liveFirst = hello.maxRate().isPresent();
        this.turnBeganAtNanos = clock.nanoTime();
        this.pace = new Pace(hello.maxRate(), clock);
        this.removedBefore = hello.next().isPresent() ? Optional.empty() : removedThrough();
        this.nextDay = hello.next().orElseGet(() -> currentDay.get().minusDays(hello.historyDays()));
        hello.unfinished().forEach(next -> open.put(next.day(), day(next)));
    }

    private DayShipment day(Position next) {
        return new DayShipment(store, next, maxRecordBytes, allocator, listener, pace);
    }

    /** Where it begins. */
    Position from() {
        return open.isEmpty()
                ? new Position(nextDay, 0)
                : open.get(open.firstKey()).next();
    }

    /**
     * The replica has what is before this position of its day durably.
     *
     * @return the position before which it lacks nothing
     */
    Position acked(Position durable) throws IOException {
        Long count = unacked.get(durable.day());
        if (count != null && durable.id() >= count) {
            unacked.remove(durable.day());
        }
        // A replica that holds nothing yet is where its clock says, which may be any day.
        Position acked = end().compareTo(durable) < 0 ? end() : durable;
        for (DayShipment day : open.values()) {
            if (day.next().day().equals(durable.day())) {
                day.acked(durable.id());
            }
            Optional<Position> earlier = day.ackedOfMore();
            if (earlier.isPresent() && earlier.get().compareTo(acked) < 0) {
                acked = earlier.get();
            }
        }
        return acked;
    }

    /** The oldest day that the replica still needs something of: what was sent counts only once it is acked. */
    LocalDate oldestNeeded() {
        LocalDate oldest = nextDay;
        for (SortedMap<LocalDate, ?> days : List.of(open, unacked)) {
            oldest = days.isEmpty() || days.firstKey().isAfter(oldest) ? oldest : days.firstKey();
        }
        return oldest;
    }

    /** The position after all that was sent, of the newest day. */
    Position end() {
        return open.isEmpty()
                ? new Position(nextDay, 0)
                : open.get(open.lastKey()).next();
    }

    /** The position after the last durable record. */
    Position highWater() throws IOException {
        LocalDate day = currentDay.get();
        Optional<DayLog> log = store.find(day);
        return new Position(day, log.isPresent() ? log.get().durable() : 0);
    }

    /** The next message, if there is one. */
    Optional<Message> next() throws IOException {
        while (true) {
            if (owed != null) {
                Message message = owed;
                owed = null;
                return Optional.of(message);
            }
            if (liveFirst && goOn()) {
                // The replica learns of all days before it gets the current one: its next link begins after those that
                // it has.
                continue;
            }
            // Read once: it may turn between two looks, and what was held back would pass for caught up.
            boolean paceAllows = pace.allows();
            Optional<Message> message = nextOfOpenDays(paceAllows);
            if (message.isPresent()) {
                return message;
            }
            if (!paceAllows) {
                return Optional.empty();
            }
            if (!goOn()) {
                pace.caughtUp();
                return Optional.empty();
            }
        }
    }

    private Optional<Message> nextOfOpenDays(boolean paceAllows) throws IOException {
        DayShipment current = liveFirst ? open.get(currentDay.get()) : null;
        if (current != null && !current.isGone() && !(paceAllows && othersGoFirst())) {
            Optional<Message> message = current.nextLive(paceAllows);
            if (message.isPresent()) {
                takeTurn(false);
                return told(message.get());
            }
        }
        for (DayShipment day : List.copyOf(open.values())) {
            Optional<Message> message = day.isGone() ? gone(day) : day.nextMessage(paceAllows);
            if (message.isPresent()) {
                takeTurn(day != current);
                return told(message.get());
            }
        }
        return Optional.empty();
    }

    private boolean othersGoFirst() {
        boolean turnIsOver = clock.nanoTime() - turnBeganAtNanos >= TURN_NANOS;
        return turnOfOthers != turnIsOver;
    }

    private void takeTurn(boolean ofOthers) {
        if (turnOfOthers != ofOthers) {
            turnOfOthers = ofOthers;
            turnBeganAtNanos = clock.nanoTime();
        }
    }

    private Optional<Message> told(Message message) throws IOException {
        if (message instanceof Message.DayFinished finished) {
            open.remove(finished.day()).close();
            if (finished.count() > 0) {
                unacked.put(finished.day(), finished.count());
            }
            listener.dayFinished(finished.day(), finished.count());
        } else if (message instanceof Message.Stopped stopped) {
            listener.stopped(stopped.at(), stopped.reason());
        }
        return Optional.of(message);
    }

    /** A day that the replica has a part of, and that is not here. */
    private Optional<Message> gone(DayShipment day) throws IOException {
        Position from = day.next();
        if (!from.day().isBefore(currentDay.get())) {
            return Optional.empty();
        }
        open.remove(from.day());
        boolean removed =
                removedThrough().map(last -> !from.day().isAfter(last)).orElse(false);
        return from.id() == 0 && !removed
                ? Optional.empty()
                : Optional.of(missing(new Gap(from, from.day(), reason(removed))));
    }

    private static String reason(boolean removed) {
        return removed
                ? "the master removed it by its retention while the replica was away"
                : "the master does not have this day";
    }

    private Message missing(Gap gap) {
        listener.missing(gap.toString());
        return new Message.Missing(gap);
    }

    private Optional<LocalDate> removedThrough() throws IOException {
        return store.lineage().flatMap(Lineage::removedThrough);
    }

    /** Goes on to the next day that there is, if all days before it are over; false if there is none. */
    private boolean goOn() throws IOException {
        if (open.size() > Hello.MAX_UNFINISHED
                || (!open.isEmpty() && !open.lastKey().isBefore(currentDay.get()))
                || nextDay.isAfter(currentDay.get())) {
            return false;
        }
        LocalDate wanted = nextDay;
        Optional<LocalDate> existing = firstFrom(store.days(), wanted);
        if (newest != null
                && newest.next().id() == 0
                && open.containsKey(newest.next().day())) {
            // The replica's next link begins after the days that it has: it would not ask for this one any more.
            owed = newest.announcement();
            newest = null;
            return true;
        }
        Optional<LocalDate> removed = removedThrough();
        if (removed.isPresent()
                && !removed.equals(removedBefore)
                && !removed.get().isBefore(wanted)) {
            LocalDate lastMissing = existing.isPresent() && !existing.get().isAfter(removed.get())
                    ? existing.get().minusDays(1)
                    : removed.get();
            if (!lastMissing.isBefore(wanted)) {
                owed = missing(new Gap(new Position(wanted, 0), lastMissing, reason(true)));
                nextDay = lastMissing.plusDays(1);
                return true;
            }
        }
        if (existing.isEmpty() || existing.get().isAfter(currentDay.get())) {
            return false;
        }
        nextDay = existing.get().plusDays(1);
        newest = day(new Position(existing.get(), 0));
        open.put(existing.get(), newest);
        return true;
    }

    private static Optional<LocalDate> firstFrom(List<LocalDate> days, LocalDate wanted) {
        return days.stream().filter(day -> !day.isBefore(wanted)).findFirst();
    }

    /** How long until the pace allows more, in nanoseconds; the largest long if that is not what it waits for. */
    long nanosToNext() {
        return pace.nanosToNext();
    }

    @Override
    public void close() throws IOException {
        for (DayShipment day : open.values()) {
            day.close();
        }
    }
}
