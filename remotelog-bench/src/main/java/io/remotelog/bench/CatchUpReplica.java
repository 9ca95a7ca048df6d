package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Subscription;
import io.remotelog.replica.Mirroring;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An empty replica in a process of its own: catches up with a finished day, prints {@code caught NANOS CPU_NANOS}, reads all that
 * it has, prints {@code checked}, and ends.
 */
final class CatchUpReplica {
    private static final int MOST_SECONDS = 100;

    private final LogStore store;
    private final LocalDate day;
    private final long records;

    private CatchUpReplica(LogStore store, LocalDate day, long records) {
        this.store = store;
        this.day = day;
        this.records = records;
    }

    /** Takes the master's port, the store's location, the zone, the day, its records, and the protocol's version. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Child.endWithParent();
        ZoneOffset zone = ZoneOffset.of(args[2]);
        LocalDate day = LocalDate.parse(args[3]);
        ReplicaConfig config = ReplicaConfig.of(
                        InetAddress.getLoopbackAddress().getHostAddress(), Integer.parseInt(args[0]))
                .withZone(Optional.of(zone))
                .withHistoryDays((int) ChronoUnit.DAYS.between(day, NoonZone.day(Instant.now(), zone)))
                .withMirroring(Mirroring.defaults().withProtocol(Mirroring.Protocol.valueOf(args[5])));
        try (LogStore store = LogStores.open(args[1])) {
            new CatchUpReplica(store, day, Long.parseLong(args[4])).run(config);
        }
    }

    private void run(ReplicaConfig config) throws IOException, InterruptedException {
        Semaphore changes = new Semaphore(0);
        Subscription subscription = store.subscribe(changes::release);
        Duration cpuBefore = cpu();
        long began = System.nanoTime();
        try (Replica replica = Replica.start(store, config, () -> {})) {
            while (!isComplete()) {
                long left = TimeUnit.SECONDS.toNanos(MOST_SECONDS) - (System.nanoTime() - began);
                if (!changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    throw new IOException("not caught up after " + MOST_SECONDS + " s, but at " + replica.next()
                            + ", of " + records + " records");
                }
                changes.drainPermits();
            }
            long took = System.nanoTime() - began;
            System.out.println("caught " + took + " " + cpu().minus(cpuBefore).toNanos());
        } finally {
            subscription.close();
        }
        FinishedDay.check(store.find(day).orElseThrow(), records);
        System.out.println("checked");
    }

    private boolean isComplete() throws IOException {
        Optional<DayLog> log = store.find(day);
        return log.isPresent() && log.get().isFinished() && log.get().count() == records;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
