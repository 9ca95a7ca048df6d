package io.remotelog.api;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A log in memory, for tests: keeps every promise of the SPI, and nothing after the JVM.
 *
 * <p>What a cursor's payload shows is overwritten by its next step, so that a test finds whoever holds on to it.
 */
public final class MemoryLogStore implements LogStore {
    private static final Map<String, MemoryLog> LOGS = new ConcurrentHashMap<>();

    private final MemoryLog log;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private volatile MemoryLogWriter writer;
    private volatile boolean closed;

    /** Begins a log that no other store shares. */
    public MemoryLogStore() {
        this(new MemoryLog("memory"));
    }

    private MemoryLogStore(MemoryLog log) {
        this.log = log;
    }

    /** Opens the log of that name, beginning it if this JVM has none. */
    public static MemoryLogStore named(String name) {
        return new MemoryLogStore(LOGS.computeIfAbsent(name, key -> new MemoryLog("memory:" + key)));
    }

    @Override
    public List<LocalDate> days() {
        requireOpen();
        return log.days();
    }

    @Override
    public Optional<DayLog> find(LocalDate day) {
        requireOpen();
        return Optional.ofNullable(log.day(day));
    }

    @Override
    public Optional<Lineage> lineage() {
        requireOpen();
        return log.lineage();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        requireOpen();
        Subscription subscription = log.subscribe(wakeUp);
        subscriptions.add(subscription);
        return () -> {
            subscription.close();
            subscriptions.remove(subscription);
        };
    }

    @Override
    public LogWriter writer(ZoneId zone) throws StoreInUseException, ZoneMismatchException {
        return take(new MemoryLogWriter(log, true), zone);
    }

    @Override
    public MirrorWriter mirrorWriter(ZoneId zone) throws StoreInUseException, ZoneMismatchException {
        return take(new MemoryLogWriter(log, false), zone);
    }

    private MemoryLogWriter take(MemoryLogWriter opened, ZoneId zone)
            throws StoreInUseException, ZoneMismatchException {
        requireOpen();
        log.lock(opened, zone);
        writer = opened;
        return opened;
    }

    @Override
    public List<Gap> gaps() {
        requireOpen();
        return log.gaps();
    }

    @Override
    public void close() {
        closed = true;
        if (writer != null) {
            writer.close();
        }
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("store " + log.name() + " is closed");
        }
    }
}
