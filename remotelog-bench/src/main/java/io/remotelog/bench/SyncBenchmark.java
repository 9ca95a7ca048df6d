package io.remotelog.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The speed set of mirroring: a master and its replicas as processes of their own, with sockets on the loopback address. It ends
 * with a line {@code rate NAME VALUE UNIT} for each figure, after the ratios to what the machine can do with the same bytes.
 */
final class SyncBenchmark {
    private static final String LIVE = "live";
    private static final String REPLICAS = "replicas30";

    private final SyncSizes sizes;
    private final PrintStream out;

    SyncBenchmark(SyncSizes sizes, PrintStream out) {
        this.sizes = sizes;
        this.out = out;
    }

    /** What can be run by itself. */
    static List<String> names() {
        return Stream.concat(CatchUp.all().stream().map(CatchUp::name), Stream.of(LIVE, REPLICAS))
                .toList();
    }

    /**
     * Runs it.
     *
     * @param names what of it; none: all
     * @param temporary where the processes' temporary files go
     */
    void run(List<String> names, Path temporary) throws IOException {
        for (String name : names) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException("benchmark " + name + ", want one of " + names());
            }
        }
        List<String> wanted = names.isEmpty() ? names() : names;
        List<Figure> figures = new ArrayList<>();
        for (int payloadBytes : CatchUp.PAYLOAD_BYTES) {
            List<CatchUp> catchUps = CatchUp.all().stream()
                    .filter(each -> each.payloadBytes() == payloadBytes && wanted.contains(each.name()))
                    .toList();
            if (!catchUps.isEmpty()) {
                figures.addAll(
                        new CatchUpRounds(catchUps, sizes.records(payloadBytes), sizes.rounds(), out).run(temporary));
            }
        }
        if (wanted.contains(LIVE)) {
            figures.addAll(new LiveRun(sizes, out).run(temporary));
        }
        if (wanted.contains(REPLICAS)) {
            figures.addAll(new ReplicasRun(sizes, out).run(temporary));
        }
        figures.forEach(figure -> out.println(figure.line()));
    }
}
