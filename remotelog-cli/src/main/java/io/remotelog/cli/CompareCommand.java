package io.remotelog.cli;

import io.remotelog.api.LogStore;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says whether two stores hold the same records, and if not, where they first differ. */
@Command(
        name = "compare",
        description = {
            "Compares the records of two logs: days, time, type and payload of each record, and which days are finished.",
            "Prints one line: the first difference, DATE id N: WHAT, A got X, B got Y, where A is the store that is named"
                    + " first, or identical: sha256=HEX days=N records=N bytes=N time=1.2s"
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nWhat is compared:%n",
        footer = {
            "  Records, and the marks that days are finished; not files: index, checksums and the order of bytes on",
            "  the disk may differ, also where both stores are folders. Each record is checked as it is read, and",
            "  one that is broken is named as a difference. Both logs may be written to meanwhile: only what was",
            "  there at the start counts.",
            "",
            "  bytes are those of the payloads. sha256 is of all that was compared, in a form that is the same for",
            "  the same records, so that lines of different pairs can be compared. For each day, oldest first: date",
            "  (the number yyyyMMdd, 4 bytes), finished (1 or 0, 1 byte), number of records (8); then for each",
            "  record: time (4), type (2), length of the payload (4), payload. All integers are big-endian.",
            "",
            "Exit codes: 0 identical; 1 a difference, or a failure; 2 wrong usage.",
            "",
            "Examples:",
            "  remotelog compare --store /var/lib/remotelog --store /srv/mirror",
            "  remotelog compare --store /var/lib/remotelog --store /srv/mirror --date 2026-11-22",
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--store",
            required = true,
            paramLabel = "PATH_OR_URI",
            description = "Folder of the log, or SCHEME:PLACE?OPTION=VALUE. To be given twice: A, then B.")
    private List<String> stores = new ArrayList<>();

    @Option(
            names = "--date",
            paramLabel = "DATE",
            converter = DayConverter.class,
            description = "Only this day, such as 2026-11-22.")
    private Optional<LocalDate> date = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (stores.size() != 2) {
            throw new ParameterException(
                    command.commandLine(), "--store is given " + stores.size() + " times, want 2: A and B");
        }
        long begin = System.nanoTime();
        StoreComparison.Result result = compare();
        System.out.println(result.difference().map(Difference::toString).orElseGet(() -> identical(result, begin)));
        if (System.out.checkError()) {
            throw new CommandFailedException("standard output cannot be written");
        }
        return result.difference().isEmpty() ? 0 : 1;
    }

    private StoreComparison.Result compare() throws IOException, CommandFailedException {
        try (LogStore a = StoreOption.openExisting(command, stores.get(0));
                LogStore b = StoreOption.openExisting(command, stores.get(1));
                CompareProgress progress = new CompareProgress()) {
            return new StoreComparison(a, b, progress).run(date);
        }
    }

    private static String identical(StoreComparison.Result result, long begin) {
        return String.format(
                Locale.ROOT,
                "identical: sha256=%s days=%d records=%d bytes=%d time=%.1fs",
                result.sha256(),
                result.days(),
                result.records(),
                result.bytes(),
                (System.nanoTime() - begin) / 1e9);
    }
}
