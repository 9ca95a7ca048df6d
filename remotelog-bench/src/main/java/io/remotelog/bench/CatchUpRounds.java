package io.remotelog.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has new replicas catch up with one finished day of a master, in rounds, each with a plain sendfile of the day's data files,
 * and a plain write of as many bytes. The master is the same in all rounds, each replica a process of its own that the JVM's compiler knows nothing of.
 */
final class CatchUpRounds {
    /** The heap of the master, and of a replica. */
    static final int HEAP_MEBIBYTES = 256;

    private final List<CatchUp> catchUps;
    private final int records;
    private final int rounds;
    private final PrintStream out;
    private final ZoneOffset zone = NoonZone.at(Instant.now());
    private final LocalDate day = NoonZone.day(Instant.now(), zone).minusDays(1);

    /**
     * Makes ready.
     *
     * @param catchUps of one size of payloads
     * @param records that the day has
     */
    CatchUpRounds(List<CatchUp> catchUps, int records, int rounds, PrintStream out) {
        this.catchUps = catchUps;
        this.records = records;
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs all rounds; prints each, then the ratios; returns the medians. */
    List<Figure> run(Path temporary) throws IOException {
        int payloadBytes = catchUps.get(0).payloadBytes();
        double[][] ours = new double[catchUps.size()][rounds];
        Map<Limit, double[]> limits = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            limits.put(limit, new double[rounds]);
        }
        try (BenchFolder folder = new BenchFolder()) {
            write(folder, temporary);
            List<Path> files = dataFiles(folder.path());
            try (Child master =
                    new Child(HEAP_MEBIBYTES, temporary, MasterProcess.class, folder.durableStore(), zone.getId())) {
                String port = master.await("listening");
                for (int round = 0; round < rounds; round++) {
                    for (int i = 0; i < catchUps.size(); i++) {
                        ours[i][round] = catchUp(catchUps.get(i), master, port, temporary);
                    }
                    for (Limit limit : Limit.values()) {
                        double rate = limit.bytesASecond(files);
                        limits.get(limit)[round] = rate;
                        out.printf(Locale.ROOT, "%s %,.0f MB/s%n", limit.name(payloadBytes), rate / 1e6);
                    }
                }
                master.end();
            }
        }
        return figures(ours, limits, payloadBytes);
    }

    private void write(BenchFolder folder, Path temporary) throws IOException {
        try (Child writer = new Child(
                HEAP_MEBIBYTES,
                temporary,
                FinishedDay.class,
                folder.store(),
                zone.getId(),
                day.toString(),
                Integer.toString(records),
                Integer.toString(catchUps.get(0).payloadBytes()))) {
            writer.await("written");
            writer.end();
        }
    }

    private List<Path> dataFiles(Path store) throws IOException {
        try (Stream<Path> all = Files.list(store.resolve(day.format(DateTimeFormatter.BASIC_ISO_DATE)))) {
            return all.filter(path -> path.getFileName().toString().startsWith("data"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns records a second. */
    private double catchUp(CatchUp catchUp, Child master, String port, Path temporary) throws IOException {
        Duration masterCpu = master.cpu();
        try (BenchFolder folder = new BenchFolder();
                Child replica = new Child(
                        HEAP_MEBIBYTES,
                        temporary,
                        CatchUpReplica.class,
                        port,
                        "filelog:" + folder.path() + "?fsync=" + catchUp.fsync(),
                        zone.getId(),
                        day.toString(),
                        Integer.toString(records),
                        catchUp.protocol().name())) {
            List<String> nanos = List.of(replica.await("caught").split(" "));
            Duration took = Duration.ofNanos(Long.parseLong(nanos.get(0)));
            double rate = (double) records * TimeUnit.SECONDS.toNanos(1) / took.toNanos();
            out.printf(
                    Locale.ROOT,
                    "%s %,.0f records/s: %,d ms; processor time of the master %,d ms, of the replica %,d ms%n",
                    catchUp.name(),
                    rate,
                    took.toMillis(),
                    master.cpu().minus(masterCpu).toMillis(),
                    Duration.ofNanos(Long.parseLong(nanos.get(1))).toMillis());
            replica.await("checked");
            replica.end();
            return rate;
        }
    }

    private List<Figure> figures(double[][] ours, Map<Limit, double[]> limits, int payloadBytes) {
        int bytes = Sizes.HEADER_BYTES + payloadBytes;
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < ours.length; i++) {
            CatchUp catchUp = catchUps.get(i);
            for (Limit limit : Limit.values()) {
                double[] ratios = SideBySide.quotients(ours[i], limits.get(limit));
                out.printf(
                        Locale.ROOT,
                        "ratio %s/%s %.3f%n",
                        catchUp.name(),
                        limit.name(payloadBytes),
                        Rates.median(ratios) * bytes);
            }
            figures.add(catchUp.figure(Rates.median(ours[i])));
        }
        for (Limit limit : Limit.values()) {
            double median = Rates.median(limits.get(limit));
            figures.add(new Figure(limit.name(payloadBytes), median / 1e6, "MB/s"));
        }
        return figures;
    }
}
