package io.remotelog.cli;

import com.google.common.util.concurrent.RateLimiter;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.sdk.Ack;
import io.remotelog.sdk.Receipt;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.SendStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends lines of files, or of standard input, to a master. */
@Command(
        name = "send",
        description = {
            "Sends a record a line, of the files or of standard input, and waits until the master has committed them.",
            "Lines end at \\n only, and their bytes stay as they are; an empty line is an empty record.",
            "Prints at the end: sent N records, first DATE/ID, last DATE/ID",
            "Stops at the first line that is not acknowledged, and says which. To a RemoteLog master lines go in batches, which are"
                    + " sent again after a lost connection and are appended once; to go-remote-log's one by one, at most"
                    + " once each."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  remotelog send --master 127.0.0.1:1235 app.log",
            "  remotelog send --master 10.0.0.5:1235 --json events-1.jsonl events-2.jsonl",
            "  remotelog send --master log.example.org:1235 --tls-ca ca.pem --token-file token app.log",
            "  remotelog send --master 10.0.0.5:1235 --ack replicated:2 --rate 5000 app.log",
            "  tail -n +1 -F app.log | remotelog send --master 10.0.0.5:1235 --app",
        })
final class SendCommand implements Callable<Integer>, CheckedFlags {
    /** Time for the answers to all that may be under way over a slow link, and for a master to be started again. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Spec
    private CommandSpec command;

    @Option(
            names = "--master",
            required = true,
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "The master's port for applications, RemoteLog's or go-remote-log's.")
    private HostPort master;

    @Mixin
    private ClientSecurityOptions security;

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            converter = AckConverter.class,
            description = {
                "When a record counts as sent: written (readers of the master see it), durable (it survives a loss of power there,"
                        + " as its fsync policy tells), or replicated:N (N named replicas with fsync=commit have it, too,"
                        + " within 10 s). Default: durable."
            })
    private Ack ack = Ack.DURABLE;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Send at most so many records a second, 1 or more. Default: as many as the master takes.")
    private Optional<Integer> rate = Optional.empty();

    @ArgGroup
    private Kind kind = new Kind();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Files to send, one after the other; - is standard input. Default: standard input.")
    private List<String> files = List.of(LineSource.STANDARD_INPUT);

    /** What the records are. */
    private static final class Kind {
        @Option(names = "--type", paramLabel = "N", description = "Type of the records. Default: 0.")
        private int type;

        @Option(names = "--json", description = "Each line is JSON text: type 1201, sent as it is.")
        private boolean json;

        @Option(
                names = "--app",
                description = "Wrap each line into an AppLogData of time, host and message: type 1101.")
        private boolean app;
    }

    @Override
    public Integer call() throws Exception {
        requireRanges();
        for (String file : files) {
            requireReadable(file);
        }
        RemoteLogConfig config = config(security.read());
        MasterReach.require(master);
        RemoteLog log = RemoteLog.connect(config);
        SendSummary summary;
        try (SendProgress progress = SendProgress.begin(totalBytes())) {
            LineSource lines = new LineSource(files, RemoteLogConfig.PAYLOAD_BYTES_LIMIT);
            LineSender sender = new LineSender(
                    paced(sendTo(log)), () -> log.status().link() == SendStatus.Link.BATCHES, lines, progress);
            StopNotice notice = StopNotice.begin(() -> "remotelog send: stopped by a signal. Acknowledged: "
                    + sender.acknowledged() + "; a line after those may be in the log or not");
            try {
                summary = sender.run();
            } finally {
                notice.close();
            }
        }
        // After a failure the process ends without this: records that wait for a connection would be waited for.
        log.close();
        System.out.println("sent " + summary);
        requireReplicated(summary);
        return 0;
    }

    private void requireReplicated(SendSummary summary) throws CommandFailedException {
        if (ack.level() == Ack.Level.REPLICATED && summary.replicated() < summary.records()) {
            throw new CommandFailedException(summary.records() - summary.replicated() + " of " + summary.records()
                    + " records are acknowledged by the master, and were not on " + ack.replicas() + " replicas within "
                    + ack.within().toSeconds()
                    + " s: they are in its log, do not send them again. Replicas count that have"
                    + " a --name and run with --fsync commit");
        }
    }

    @Override
    public void check() throws Exception {
        requireRanges();
        config(security.read());
    }

    private void requireRanges() {
        Ranges.require(command, "--type", kind.type, Short.MIN_VALUE, Short.MAX_VALUE);
        if (rate.isPresent()) {
            Ranges.require(command, "--rate", rate.get(), 1, Integer.MAX_VALUE);
        }
    }

    private RemoteLogConfig config(ClientSecurity protection) {
        try {
            return RemoteLogConfig.defaults(master.host(), master.port())
                    .withDeadline(DEADLINE)
                    .withAck(ack)
                    .withMaxUnansweredBytes(RemoteLogConfig.PAYLOAD_BYTES_LIMIT)
                    .withMaxPayloadBytes(RemoteLogConfig.PAYLOAD_BYTES_LIMIT)
                    .withSecurity(protection);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Function<byte[], CompletableFuture<Receipt>> sendTo(RemoteLog log) {
        if (kind.app) {
            AppLine app = AppLine.ofThisMachine();
            return line -> log.sendAppAsync(app.wrap(line));
        }
        int type = kind.json ? RecordTypes.JSON : kind.type;
        return line -> log.sendAsync(type, ByteBuffer.wrap(line));
    }

    private Function<byte[], CompletableFuture<Receipt>> paced(Function<byte[], CompletableFuture<Receipt>> send) {
        if (rate.isEmpty()) {
            return send;
        }
        RateLimiter pace = RateLimiter.create(rate.get());
        return line -> {
            // How long that took tells nothing.
            double unused = pace.acquire();
            return send.apply(line);
        };
    }

    /** A wrong name among the files is told before the first record is sent. */
    private static void requireReadable(String file) throws CommandFailedException {
        if (file.equals(LineSource.STANDARD_INPUT)) {
            return;
        }
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw new CommandFailedException(file + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new CommandFailedException(file + ": is a folder, want a file");
        }
        if (!Files.isReadable(path)) {
            throw new CommandFailedException(file + ": permission denied");
        }
    }

    private long totalBytes() throws IOException {
        long total = 0;
        for (String file : files) {
            if (file.equals(LineSource.STANDARD_INPUT) || !Files.isRegularFile(Path.of(file))) {
                return -1;
            }
            total += Files.size(Path.of(file));
        }
        return total;
    }
}
