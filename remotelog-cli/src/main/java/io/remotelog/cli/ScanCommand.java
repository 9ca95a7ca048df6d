package io.remotelog.cli;

import io.remotelog.api.LogRecord;
import io.remotelog.api.LogStore;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.sdk.RemoteLogConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the records of a store, or of a master. */
@Command(
        name = "scan",
        description = {
            "Prints the records of a log, oldest first.",
            "Reads the folder of a running master or replica, and one that go-remote-log writes. Creates nothing.",
            "With --master it asks a running master for them, without access to its files: TLS and the token are for",
            "that. With --follow it goes on after the master was away, and says so on standard error."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nFormats:%n",
        footer = {
            "  text  DATE ID TIME TYPE PAYLOAD, the time in unix seconds. In the payload a backslash is",
            "        \\\\, a control character or a byte that is no UTF-8 \\xHH (or \\n, \\r, \\t), and a",
            "        character that breaks lines or turns the direction of text \\uHHHH.",
            "  json  An object a line: date, id, time, type, length, and the payload as text (UTF-8) or",
            "        base64. Types 1101 and 1001 have the message as app or db, if the payload is one.",
            "  raw   The payload and a newline.",
            "",
            "Examples:",
            "  remotelog scan --store /srv/mirror",
            "  remotelog scan --store /srv/mirror --date 2026-11-22 --from 1000 --limit 10",
            "  remotelog scan --store /srv/mirror --date 2026-11-20 --to-date 2026-11-22 --format json",
            "  remotelog scan --store /srv/mirror --follow --type 1101 --format json",
            "  remotelog scan --master log.example.org:1235 --tls-ca ca.pem --token-file token --follow",
        })
final class ScanCommand implements Callable<Integer>, CheckedFlags {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Spec
    private CommandSpec command;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Mixin
    private ClientSecurityOptions security;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            converter = DayConverter.class,
            description = "The first day, such as 2026-11-22; alone, only that day. Without it all days,"
                    + " or with --follow from the newest.")
    private Optional<LocalDate> date = Optional.empty();

    @Option(names = "--from", paramLabel = "ID", description = "The id to begin at in the first day.")
    private long fromId;

    @Option(names = "--to-date", paramLabel = "DATE", converter = DayConverter.class, description = "The last day.")
    private Optional<LocalDate> toDate = Optional.empty();

    @Option(names = "--type", paramLabel = "N", description = "Only records of this type, -32768 to 32767.")
    private Optional<Integer> type = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Print at most this many records.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--follow", description = "Go on as records come, also into the next days.")
    private boolean follow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or raw. Default: ${DEFAULT-VALUE}.")
    private RecordFormat.Name format;

    /** Where the records are. */
    private static final class Source {
        @Option(
                names = "--store",
                required = true,
                paramLabel = "PATH_OR_URI",
                description = "Folder of the log, or SCHEME:PLACE?OPTION=VALUE.")
        private Optional<String> store = Optional.empty();

        @Option(
                names = "--master",
                required = true,
                paramLabel = "HOST:PORT",
                converter = HostPortConverter.class,
                description = "A master's port for applications (--grpc-port); not go-remote-log's.")
        private Optional<HostPort> master = Optional.empty();
    }

    @Override
    public Integer call() throws Exception {
        ReadRange range = range();
        OutputStream out = new BufferedOutputStream(new StandardOutput(), BUFFER_BYTES);
        try {
            if (source.master.isPresent()) {
                scanMaster(source.master.get(), range, out);
            } else {
                scanStore(source.store.orElseThrow(), range, out);
            }
        } catch (StandardOutput.ReaderGoneException e) {
            return 0;
        }
        return 0;
    }

    private void scanStore(String location, ReadRange range, OutputStream out) throws Exception {
        try (LogStore log = StoreOption.openExisting(command, location)) {
            try {
                new RecordScan(log, range, new Printer(out)).run();
            } finally {
                // What came before a failure is good.
                out.flush();
            }
        }
    }

    private void scanMaster(HostPort master, ReadRange range, OutputStream out) throws Exception {
        RemoteLogConfig config = config(master, security.read());
        MasterReach.require(master);
        try {
            new RemoteScan(
                            config,
                            range,
                            new Printer(out),
                            command.commandLine().getErr())
                    .run();
        } finally {
            // What came before a failure is good.
            out.flush();
        }
    }

    @Override
    public void check() {
        range();
    }

    private RemoteLogConfig config(HostPort master, ClientSecurity protection) {
        try {
            return RemoteLogConfig.defaults(master.host(), master.port()).withSecurity(protection);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** A date alone is that day, which has to be there. */
    private ReadRange range() {
        Ranges.require(command, "--from", fromId, 0, Long.MAX_VALUE);
        type.ifPresent(n -> Ranges.require(command, "--type", n, Short.MIN_VALUE, Short.MAX_VALUE));
        Ranges.require(command, "--limit", limit, 0, Long.MAX_VALUE);
        boolean oneDay = date.isPresent() && toDate.isEmpty() && !follow;
        try {
            return ReadRange.ALL
                    .withStart(date, fromId, oneDay ? ReadRange.IfAbsent.FAIL : ReadRange.IfAbsent.NEXT_DAY_SAME_ID)
                    .withLastDay(oneDay ? date : toDate)
                    .withType(type.map(OptionalInt::of).orElseGet(OptionalInt::empty))
                    .withLimit(limit)
                    .withFollow(follow);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Prints the records. */
    private final class Printer implements RecordScan.Sink {
        private final RecordFormat records = format.create();
        private final OutputStream out;

        Printer(OutputStream out) {
            this.out = out;
        }

        @Override
        public void accept(LogRecord record) throws IOException {
            records.write(record, out);
        }

        @Override
        public void idle() throws IOException {
            out.flush();
        }
    }
}
