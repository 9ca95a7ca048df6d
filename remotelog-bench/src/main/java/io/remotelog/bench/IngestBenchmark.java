package io.remotelog.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The speed set of ingest: an application and a master as processes of their own, with a socket on the loopback address. It ends
 * with a line {@code rate NAME VALUE UNIT} for each figure, the median of its rounds.
 */
final class IngestBenchmark {
    private static final int HEAP_MEBIBYTES = 256;
    private static final int OUTSTANDING = 64;

    private final IngestSizes sizes;
    private final PrintStream out;

    IngestBenchmark(IngestSizes sizes, PrintStream out) {
        this.sizes = sizes;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param temporary where the processes' temporary files go
     */
    void run(Path temporary) throws IOException {
        List<Figure> figures = new ArrayList<>();
        try (BenchFolder folder = new BenchFolder()) {
            figures.addAll(new Run(folder.intervalStore(), temporary).interval());
        }
        try (BenchFolder folder = new BenchFolder()) {
            figures.addAll(new Run(folder.durableStore(), temporary).durable());
        }
        figures.forEach(figure -> out.println(figure.line()));
    }

    /** Of a master with one store. */
    private final class Run {
        private final String store;
        private final Path temporary;

        Run(String store, Path temporary) {
            this.store = store;
            this.temporary = temporary;
        }

        /** Under {@code fsync=interval}: what a call costs, and what a stream carries whose answers do not wait for the disk. */
        List<Figure> interval() throws IOException {
            try (Child master = new Child(HEAP_MEBIBYTES, temporary, IngestMaster.class, store);
                    Child client =
                            new Child(HEAP_MEBIBYTES, temporary, IngestClient.class, master.await("listening"))) {
                client.await("ready");
                double[][] calls = rounds(client, List.of("unary", "empty"));
                double[][] written = rounds(client, List.of("stream WRITTEN"));
                List<Figure> figures = List.of(
                        new Figure("unary1", Rates.median(calls[0]), "records/s"),
                        new Figure("empty1", Rates.median(calls[1]), "calls/s"),
                        new Figure("unary1ofempty1", Rates.median(SideBySide.quotients(calls[0], calls[1])), "ratio"),
                        new Figure("written", Rates.median(written[0]), "records/s"),
                        new Figure("writtenheap", Double.parseDouble(master.ask("heap", "heap")), "MiB"));
                client.end();
                master.end();
                return figures;
            }
        }

        /** Under {@code fsync=commit}: what is answered once it is on the disk. */
        List<Figure> durable() throws IOException {
            try (Child master = new Child(HEAP_MEBIBYTES, temporary, IngestMaster.class, store);
                    Child client =
                            new Child(HEAP_MEBIBYTES, temporary, IngestClient.class, master.await("listening"))) {
                client.await("ready");
                double[][] calls = rounds(client, List.of("outstanding " + OUTSTANDING));
                double[][] durable = rounds(client, List.of("stream DURABLE"));
                List<String> paced = List.of(
                        client.ask("paced " + sizes.rate() + " " + sizes.paced().toMillis(), "did")
                                .split(" ", -1));
                List<Figure> figures = List.of(
                        new Figure("unary64", Rates.median(calls[0]), "records/s"),
                        new Figure("durable", Rates.median(durable[0]), "records/s"),
                        new Figure("pacedp50", Double.parseDouble(paced.get(0)), "ms"),
                        new Figure("pacedp99", Double.parseDouble(paced.get(1)), "ms"),
                        new Figure("durableheap", Double.parseDouble(master.ask("heap", "heap")), "MiB"));
                client.end();
                master.end();
                return figures;
            }
        }

        /** Values by order and round, the orders taken in turn. */
        private double[][] rounds(Child client, List<String> orders) throws IOException {
            for (String order : orders) {
                client.ask(order + " " + sizes.warmUp().toMillis(), "did");
            }
            double[][] values = new double[orders.size()][sizes.rounds()];
            for (int round = 0; round < sizes.rounds(); round++) {
                for (int i = 0; i < orders.size(); i++) {
                    String value =
                            client.ask(orders.get(i) + " " + sizes.round().toMillis(), "did");
                    values[i][round] = Double.parseDouble(value);
                }
            }
            IntStream.range(0, orders.size()).forEach(i -> tell(orders.get(i), values[i]));
            return values;
        }

        private void tell(String order, double[] values) {
            StringBuilder line = new StringBuilder("rounds " + order);
            for (double value : values) {
                line.append(String.format(Locale.ROOT, " %,.0f", value));
            }
            out.println(line);
        }
    }
}
