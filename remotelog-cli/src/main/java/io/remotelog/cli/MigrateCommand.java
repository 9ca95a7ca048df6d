package io.remotelog.cli;

import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Retention;
import io.remotelog.api.ZoneMismatchException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a master or a replica would do to a folder that a Go program wrote. */
@Command(
        name = "migrate",
        description = {
            "Says what would become of a log, such as one that go-remote-log wrote, if a master or a replica began to write"
                    + " to it. Changes nothing.",
            "Prints a line for each thing that would be done, and for each fault that verify finds, and one with the sum at"
                    + " the end."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nLines:%n",
        footer = {
            "  DATE id N: WHAT, got X, want Y   a fault, as verify tells of it",
            "  DATE refused: WHY                the day would not be opened, or cannot be read",
            "  DATE cut: FILE ...               what lies behind the last whole record of an unfinished day",
            "  DATE lose: ...                   that would be all of the day",
            "  DATE make: FILE ...              what would be made anew in an unfinished day, such as checksums",
            "  DATE finish: N records           a master would finish the day when it begins",
            "  DATE append: from id N           where a master would go on",
            "  DATE fetch: from id N            the position from which a replica would ask its master on",
            "  DATE remove: N records           what --retain-days and --retain-bytes would remove",
            "  no master: WHY                   a master would not begin",
            "",
            "A Go program that still writes takes no lock: what it is about may be told as a torn end.",
            "",
            "Exit codes: 0 nothing is in the way; 1 a day would not be opened or would lose all, a record cannot be",
            "read, or a master would not begin; also a failure; 2 wrong usage.",
            "",
            "Examples:",
            "  remotelog migrate --check --store /var/lib/go-remote-log",
            "  remotelog migrate --check --store /var/lib/go-remote-log --retain-days 30 --zone Europe/Berlin",
        })
final class MigrateCommand implements Callable<Integer>, CheckedFlags {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Further back than any log reaches. */
    private static final int MAX_HISTORY_DAYS = 100_000;

    @Spec
    private CommandSpec command;

    @Option(names = "--check", description = "Only say what would be done. There is nothing else yet.")
    private boolean check;

    @Mixin
    private StoreOption store;

    @Mixin
    private RetentionOptions retention;

    @Option(
            names = "--zone",
            paramLabel = "ID",
            description = "Zone whose dates the days are. Default: the store's, or else this machine's.")
    private Optional<ZoneId> zone = Optional.empty();

    @Option(
            names = "--history-days",
            paramLabel = "N",
            defaultValue = "0",
            description = "As of replica: how many days before today an empty store begins. Default: ${DEFAULT-VALUE}.")
    private int historyDays;

    @Override
    public Integer call() throws Exception {
        if (!check) {
            throw new ParameterException(
                    command.commandLine(),
                    "only --check exists: it says what would be done; master or replica, started on the folder, do it");
        }
        check();
        try (LogStore log = store.openExisting();
                PrintStream out = new PrintStream(
                        new BufferedOutputStream(new StandardOutput(), BUFFER_BYTES), false, StandardCharsets.UTF_8)) {
            boolean clear = check(log, out);
            if (out.checkError()) {
                throw new CommandFailedException("standard output cannot be written");
            }
            return clear ? 0 : 1;
        }
    }

    @Override
    public void check() {
        Retention unused = retention.read();
        Ranges.require(command, "--history-days", historyDays, 0, MAX_HISTORY_DAYS);
    }

    private boolean check(LogStore log, PrintStream out) throws IOException {
        LogClock clock = LogClock.system(zoneOf(log));
        TakeoverPlan plan = TakeoverPlan.of(log, clock, historyDays, retention.read());
        try (VerifyLines lines = new VerifyLines(out, command.commandLine().getErr(), "checking")) {
            return new TakeoverCheck(log, plan, out, lines).run();
        }
    }

    /** The zone that a master or a replica would take. */
    private ZoneId zoneOf(LogStore log) throws IOException {
        Optional<Lineage> lineage = log.lineage();
        ZoneId wanted = zone.or(() -> lineage.map(Lineage::zone)).orElseGet(ZoneId::systemDefault);
        if (lineage.isPresent() && !lineage.get().hasDaysOf(wanted)) {
            throw new ZoneMismatchException(store.location(), lineage.get().zone(), wanted);
        }
        return wanted;
    }
}
