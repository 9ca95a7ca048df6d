package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.api.StoreInUseException;
import io.remotelog.api.VerifyReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks the records and files of a store, and mends them if asked to. */
@Command(
        name = "verify",
        description = {
            "Checks every byte of a log's days, also of one that is being written.",
            "Changes nothing without --repair.",
            "Prints a line for each fault, DATE id N: WHAT, got X, want Y, and one with the sum at the end.",
            "What is no fault goes to standard error, such as what a mirror will never get: missing here: DATE: WHY."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nRepair:%n",
        footer = {
            "  With --repair it mends what can be made from the rest of the day's files: an index, checksums,",
            "  a header. With --from it takes broken and missing records from a copy, if they agree with the",
            "  checksums here. It cuts what cannot be read at a day's end, never a record that can be, and",
            "  keeps all that it replaces in DAY/repair-N. A line that ends with '; mended: HOW' is of a fault",
            "  that is no more. Nothing may write to the log meanwhile.",
            "",
            "Exit codes: 0 no faults, or all of them mended; 1 faults, or a failure; 2 wrong usage.",
            "",
            "Examples:",
            "  remotelog verify --store /srv/mirror",
            "  remotelog verify --store /srv/mirror --date 2026-11-22",
            "  remotelog verify --store /var/lib/remotelog --repair",
            "  remotelog verify --store /var/lib/remotelog --repair --from /srv/mirror",
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreOption store;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            converter = DayConverter.class,
            description = "Only this day, such as 2026-11-22.")
    private Optional<LocalDate> date = Optional.empty();

    @Option(names = "--repair", description = "Mend what can be mended.")
    private boolean repair;

    @Option(
            names = "--from",
            paramLabel = "OTHER_STORE",
            description = "With --repair: a copy of the log to take records from, as --store. It is only read.")
    private Optional<String> from = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (from.isPresent() && !repair) {
            throw new ParameterException(command.commandLine(), "--from goes with --repair");
        }
        try (LogStore log = store.openExisting();
                OptionalStore copy = new OptionalStore(openCopy());
                PrintStream out = new PrintStream(
                        new BufferedOutputStream(new StandardOutput(), BUFFER_BYTES), false, StandardCharsets.UTF_8)) {
            return verify(log, copy.store(), out) ? 0 : 1;
        }
    }

    private boolean verify(LogStore log, Optional<LogStore> copy, PrintStream out)
            throws IOException, CommandFailedException {
        VerifyReport sum = VerifyReport.NONE;
        int verified = 0;
        int unreadable = 0;
        try (VerifyLines lines =
                new VerifyLines(out, command.commandLine().getErr(), repair ? "repairing" : "verifying")) {
            List<LocalDate> days = days(log);
            sum = sum.plus(log.verify(lines));
            for (LocalDate day : days) {
                try {
                    sum = sum.plus(repair ? log.repair(day, copy, lines) : log.verify(day, lines));
                    verified++;
                } catch (StoreInUseException e) {
                    throw e;
                } catch (IOException e) {
                    // Else retention has removed it since.
                    if (date.isPresent() || log.find(day).isPresent()) {
                        unreadable++;
                        lines.note(command.qualifiedName() + ": day " + day + ": " + Failures.describe(e));
                    }
                }
                lines.endOfDay();
            }
        }
        out.println(summary(verified, sum) + (unreadable == 0 ? "" : ", and " + unreadable + " days failed"));
        if (out.checkError()) {
            throw new CommandFailedException("standard output cannot be written");
        }
        return sum.isClean() && unreadable == 0;
    }

    private List<LocalDate> days(LogStore log) throws IOException, CommandFailedException {
        if (date.isEmpty()) {
            return log.days();
        }
        if (log.find(date.get()).isEmpty()) {
            throw new CommandFailedException("there is no day " + date.get() + " in " + store.location());
        }
        return List.of(date.get());
    }

    private Optional<LogStore> openCopy() throws IOException, CommandFailedException {
        return from.isPresent() ? Optional.of(store.openExisting(from.get())) : Optional.empty();
    }

    private static String summary(int days, VerifyReport sum) {
        String faults = sum.mended() > 0
                ? sum.mended() + " faults mended, " + (sum.isClean() ? "none" : sum.faults()) + " left"
                : (sum.isClean() ? "no" : sum.faults()) + " faults";
        return "verified " + days + " days, " + sum.records() + " records, " + sum.bytes() + " bytes: " + faults;
    }

    private record OptionalStore(Optional<LogStore> store) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (store.isPresent()) {
                store.get().close();
            }
        }
    }
}
