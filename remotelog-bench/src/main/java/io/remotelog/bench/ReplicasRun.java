package io.remotelog.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Puts many replicas on one master, and finds a rate at which all of them are current: within a second's records when the last one
 * is given to the master, and without any lag a second later. The replicas leave their disks to the operating system: thirty of
 * them on one disk are no matter of the master's.
 */
final class ReplicasRun {
    private static final int REPLICAS_HEAP_MEBIBYTES = 1_024;
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int MOST_MILLIS_BEHIND = 30_000;

    private final SyncSizes sizes;
    private final PrintStream out;

    /** Lags are in records. */
    private record Result(int rate, long lagAtEnd, long lagAfterQuiet, long heapMebibytes) {
        boolean isCurrent() {
            return lagAtEnd <= rate && lagAfterQuiet == 0;
        }
    }

    ReplicasRun(SyncSizes sizes, PrintStream out) {
        this.sizes = sizes;
        this.out = out;
    }

    /** Tries the rates in their order. */
    List<Figure> run(Path temporary) throws IOException {
        Result result = null;
        for (int rate : sizes.rates()) {
            result = run(rate, temporary);
            if (result.isCurrent()) {
                break;
            }
        }
        String name = "replicas" + sizes.replicas();
        return List.of(
                new Figure(name, result.isCurrent() ? result.rate() : 0, "records/s"),
                new Figure(name + "lag", result.lagAtEnd(), "records"),
                new Figure(name + "quietlag", result.lagAfterQuiet(), "records"),
                new Figure(name + "heap", result.heapMebibytes(), "MiB"));
    }

    private Result run(int rate, Path temporary) throws IOException {
        ZoneOffset zone = NoonZone.at(Instant.now());
        try (BenchFolder masterFolder = new BenchFolder();
                BenchFolder replicas = new BenchFolder();
                BenchFolder results = new BenchFolder();
                Child master = new Child(
                        CatchUpRounds.HEAP_MEBIBYTES,
                        temporary,
                        MasterProcess.class,
                        masterFolder.intervalStore(),
                        zone.getId());
                Child crowd = new Child(
                        REPLICAS_HEAP_MEBIBYTES,
                        temporary,
                        LiveReplicas.class,
                        arguments(master.await("listening"), zone, replicas.path()))) {
            crowd.await("linked");
            Result result = measure(rate, master, crowd, results.path());
            crowd.end();
            master.end();
            return result;
        }
    }

    private String[] arguments(String port, ZoneOffset zone, Path folder) {
        List<String> arguments = new ArrayList<>(List.of(port, zone.getId()));
        for (int i = 0; i < sizes.replicas(); i++) {
            arguments.add("filelog:" + folder.resolve("replica-" + i) + "?fsync=never");
        }
        return arguments.toArray(String[]::new);
    }

    private Result measure(int rate, Child master, Child crowd, Path folder) throws IOException {
        Duration masterCpu = master.cpu();
        Duration crowdCpu = crowd.cpu();
        long total = rate * sizes.crowded().toMillis() / 1000;
        long end = Long.parseLong(
                master.ask("produce " + rate + " " + sizes.crowded().toMillis(), "produced"));
        crowd.ask("await " + total + " " + MOST_MILLIS_BEHIND, "current");
        master.ask("steps " + folder.resolve("master"), "written");
        crowd.ask("steps " + folder, "written");
        Steps durable = Steps.read(folder.resolve("master"));
        long lagAtEnd = 0;
        long lagAfterQuiet = 0;
        long current = Long.MIN_VALUE;
        for (int i = 0; i < sizes.replicas(); i++) {
            Steps readable = Steps.read(LiveReplicas.file(folder, i));
            lagAtEnd = Math.max(lagAtEnd, durable.countAt(end) - readable.countAt(end));
            lagAfterQuiet = Math.max(lagAfterQuiet, total - readable.countAt(end + QUIET.toNanos()));
            current = Math.max(current, readable.nanosOf(total - 1) - end);
        }
        out.printf(
                Locale.ROOT,
                "replicas%d %,d records/s: lag %,d records at the end, %,d after 1 s, all there after %,d ms;"
                        + " processor time a second of the master %,d ms, of the replicas %,d ms%n",
                sizes.replicas(),
                rate,
                lagAtEnd,
                lagAfterQuiet,
                TimeUnit.NANOSECONDS.toMillis(current),
                master.cpu().minus(masterCpu).toMillis()
                        * 1000
                        / sizes.crowded().toMillis(),
                crowd.cpu().minus(crowdCpu).toMillis() * 1000 / sizes.crowded().toMillis());
        return new Result(rate, lagAtEnd, lagAfterQuiet, Long.parseLong(master.ask("heap", "heap")));
    }
}
