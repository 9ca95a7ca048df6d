package io.remotelog.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Measures a live link of one replica: how long records take from the master's durable point until they are readable on the
 * replica, and what processor time both take afterwards, while nothing comes.
 */
final class LiveRun {
    private static final int MOST_MILLIS_BEHIND = 10_000;

    private final SyncSizes sizes;
    private final PrintStream out;

    LiveRun(SyncSizes sizes, PrintStream out) {
        this.sizes = sizes;
        this.out = out;
    }

    /** Runs it. */
    List<Figure> run(Path temporary) throws IOException {
        ZoneOffset zone = NoonZone.at(Instant.now());
        try (BenchFolder masterFolder = new BenchFolder();
                BenchFolder replicaFolder = new BenchFolder();
                BenchFolder results = new BenchFolder();
                Child master = new Child(
                        CatchUpRounds.HEAP_MEBIBYTES,
                        temporary,
                        MasterProcess.class,
                        masterFolder.intervalStore(),
                        zone.getId());
                Child replica = new Child(
                        CatchUpRounds.HEAP_MEBIBYTES,
                        temporary,
                        LiveReplicas.class,
                        master.await("listening"),
                        zone.getId(),
                        replicaFolder.intervalStore())) {
            replica.await("linked");
            Latencies latencies = latencies(master, replica, results.path());
            double[] idle = idle(List.of(master, replica));
            replica.end();
            master.end();
            return List.of(
                    new Figure("livep50", latencies.millis(0.5), "ms"),
                    new Figure("livep99", latencies.millis(0.99), "ms"),
                    new Figure("livemax", latencies.millis(1), "ms"),
                    new Figure("idlemaster", idle[0], "ms/s"),
                    new Figure("idlereplica", idle[1], "ms/s"));
        }
    }

    private Latencies latencies(Child master, Child replica, Path folder) throws IOException {
        Duration all = sizes.warmUp().plus(sizes.live());
        Duration masterCpu = master.cpu();
        Duration replicaCpu = replica.cpu();
        master.ask("produce " + sizes.rate() + " " + all.toMillis(), "produced");
        long total = sizes.rate() * all.toMillis() / 1000;
        if (!replica.ask("await " + total + " " + MOST_MILLIS_BEHIND, "current").equals("true")) {
            throw new IOException("live: the replica did not get all " + total + " records");
        }
        out.printf(
                Locale.ROOT,
                "live %,d records/s: processor time a second of the master %,d ms, of the replica %,d ms%n",
                sizes.rate(),
                master.cpu().minus(masterCpu).toMillis() * 1000 / all.toMillis(),
                replica.cpu().minus(replicaCpu).toMillis() * 1000 / all.toMillis());
        Path durable = folder.resolve("master");
        master.ask("steps " + durable, "written");
        replica.ask("steps " + folder, "written");
        return Latencies.between(
                Steps.read(durable),
                Steps.read(LiveReplicas.file(folder, 0)),
                sizes.rate() * sizes.warmUp().toMillis() / 1000,
                total);
    }

    /** Milliseconds a second, of each process. */
    private double[] idle(List<Child> processes) throws IOException {
        Duration[] before = processes.stream().map(Child::cpu).toArray(Duration[]::new);
        long began = System.nanoTime();
        try {
            Thread.sleep(sizes.idle().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the link was idle");
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double[] idle = new double[before.length];
        for (int i = 0; i < idle.length; i++) {
            idle[i] = processes.get(i).cpu().minus(before[i]).toMillis() / seconds;
        }
        return idle;
    }
}
