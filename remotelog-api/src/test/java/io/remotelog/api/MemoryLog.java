package io.remotelog.api;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What all memory stores of one name share: days, lineage, subscribers, and who writes. Any thread. */
final class MemoryLog {
    private final String name;
    private final ConcurrentNavigableMap<LocalDate, MemoryDay> days = new ConcurrentSkipListMap<>();
    private final Map<Object, Runnable> wakeUps = new ConcurrentHashMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    /** For the writer. */
    private final ProducerTable producers = new ProducerTable();

    private MemoryLogWriter holder;
    private Lineage lineage;

    MemoryLog(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    ProducerTable producers() {
        return producers;
    }

    List<LocalDate> days() {
        return List.copyOf(days.keySet());
    }

    MemoryDay day(LocalDate day) {
        return days.get(day);
    }

    MemoryDay dayOrNew(LocalDate day) {
        return days.computeIfAbsent(day, MemoryDay::new);
    }

    void delete(LocalDate day) {
        MemoryDay removed = days.remove(day);
        if (removed != null && removed.count() > 0) {
            noteRemoved(day);
        }
    }

    synchronized Optional<Lineage> lineage() {
        return Optional.ofNullable(lineage);
    }

    synchronized void beginEpoch(Position begin) {
        List<Epoch> epochs = new ArrayList<>(lineage.epochs());
        epochs.add(new Epoch(UUID.randomUUID(), begin));
        lineage = new Lineage(lineage.logId(), lineage.zone(), epochs, lineage.removedThrough());
    }

    synchronized void adopt(Lineage other) {
        lineage = new Lineage(other.logId(), other.zone(), other.epochs(), lineage.removedThrough());
    }

    private synchronized void noteRemoved(LocalDate day) {
        boolean newest = lineage.removedThrough().map(day::isAfter).orElse(true);
        if (newest) {
            lineage = new Lineage(lineage.logId(), lineage.zone(), lineage.epochs(), Optional.of(day));
        }
    }

    synchronized void note(Gap gap) {
        boolean noted = gaps.stream()
                .anyMatch(other ->
                        other.from().equals(gap.from()) && other.lastDay().equals(gap.lastDay()));
        if (!noted) {
            gaps.add(gap);
        }
    }

    synchronized List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    synchronized void lock(MemoryLogWriter writer, ZoneId zone) throws StoreInUseException, ZoneMismatchException {
        if (holder != null) {
            throw new StoreInUseException(name, ProcessHandle.current().pid());
        }
        if (lineage != null && !lineage.hasDaysOf(zone)) {
            throw new ZoneMismatchException(name, lineage.zone(), zone);
        }
        if (lineage == null) {
            lineage = new Lineage(UUID.randomUUID(), zone);
        }
        holder = writer;
    }

    synchronized void unlock(MemoryLogWriter writer) {
        if (holder == writer) {
            holder = null;
        }
    }

    Subscription subscribe(Runnable wakeUp) {
        // A key of its own each time: the same wake-up may be given twice.
        Object key = new Object();
        wakeUps.put(key, wakeUp);
        return () -> wakeUps.remove(key);
    }

    void wake() {
        wakeUps.values().forEach(Runnable::run);
    }
}
