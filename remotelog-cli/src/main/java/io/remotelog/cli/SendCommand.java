package io.remotelog.cli;

import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.sdk.Receipt;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.RemoteLogConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
            "Stops at the first line that is not acknowledged, and says which."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  remotelog send --master 127.0.0.1:1235 app.log",
            "  remotelog send --master 10.0.0.5:1235 --json events-1.jsonl events-2.jsonl",
            "  remotelog send --master log.example.org:1235 --tls-ca ca.pem --token-file token app.log",
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
            summary = new LineSender(sendTo(log), lines, progress).run();
        }
        // After a failure the process ends without this: records that wait for a connection would be waited for.
        log.close();
        System.out.println("sent " + summary);
        return 0;
    }

    @Override
    public void check() throws Exception {
        requireRanges();
        config(security.read());
    }

    private void requireRanges() {
        Ranges.require(command, "--type", kind.type, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private RemoteLogConfig config(ClientSecurity protection) {
        try {
            return RemoteLogConfig.defaults(master.host(), master.port())
                    .withDeadline(DEADLINE)
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
