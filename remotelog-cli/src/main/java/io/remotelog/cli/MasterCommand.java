package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.http.HttpPort;
import io.remotelog.http.ObservedMaster;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.master.ReplicaPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a master until it is told to stop. */
@Command(
        name = "master",
        description = {
            "Takes records from applications, appends them to the store, and serves them to replicas.",
            "When it serves it prints one line: master ready grpc=HOST:PORT sync=HOST:PORT store=PATH",
            "With --http-port there is http=HOST:PORT before store=.",
            "Its log goes to standard error. SIGTERM and Ctrl-C end it; nothing acknowledged is lost."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  remotelog master --store /var/lib/remotelog",
            "  remotelog master --store /var/lib/remotelog --host 0.0.0.0 --token-file token \\",
            "      --tls-cert server.pem --tls-key server.key",
            "  remotelog master --store /var/lib/remotelog --retain-days 30 --fsync interval=10ms --zone UTC",
            "  remotelog master --store copy --grpc-port off --sync-port 0",
        })
final class MasterCommand implements Callable<Integer>, CheckedFlags {
    /** It tells of each call of a client that was killed, with a stack trace. Held, or the level would be forgotten. */
    private static final Logger GRPC_STREAMS = Logger.getLogger("io.grpc.netty.NettyServerHandler");

    /** It tells, with a stack trace, of each connection that speaks no HTTP/2. Anybody can open as many as he likes. */
    private static final Logger GRPC_CONNECTIONS = Logger.getLogger("io.grpc.netty.NettyServerTransport.connections");

    /** It tells, with a stack trace, of each message that is too long, which takes five bytes and no token. */
    private static final Logger GRPC_MESSAGES = Logger.getLogger("io.grpc.netty.NettyServerStream");

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreOption store;

    @Mixin
    private FsyncOption fsync;

    @Mixin
    private ServerSecurityOptions security;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}, this machine only.")
    private String host;

    @Option(names = "--grpc-host", paramLabel = "H", description = "The same, for applications. Default: --host.")
    private Optional<String> grpcHost = Optional.empty();

    @Option(names = "--sync-host", paramLabel = "H", description = "The same, for replicas. Default: --host.")
    private Optional<String> syncHost = Optional.empty();

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT|off",
            defaultValue = "" + MasterConfig.GRPC_PORT,
            converter = PortConverter.class,
            description = "Port for applications, 0 for a free one. Default: ${DEFAULT-VALUE}.")
    private OptionalInt grpcPort;

    @Option(
            names = "--sync-port",
            paramLabel = "PORT",
            defaultValue = "" + MasterConfig.SYNC_PORT,
            description = "Port for replicas, 0 for a free one. Default: ${DEFAULT-VALUE}.")
    private int syncPort;

    @Option(
            names = "--send-flag",
            paramLabel = "N",
            defaultValue = "" + MasterConfig.SEND_FLAG,
            description = "Number that master and replicas share. Default: ${DEFAULT-VALUE}.")
    private int sendFlag;

    @Option(
            names = "--zone",
            paramLabel = "ID",
            description = "Zone whose dates the days are, such as Europe/Berlin; kept with a new store."
                    + " Default: the store's, or else this machine's.")
    private Optional<ZoneId> zone = Optional.empty();

    @Mixin
    private RetentionOptions retention;

    @Option(
            names = "--retain-until-acked",
            paramLabel = "NAME,...",
            split = ",",
            description =
                    "Replicas (their --name) that --retain-days waits for: no day goes by its age that one of them has not"
                            + " acked all of. What --retain-bytes removes does not wait.")
    private Set<String> retainUntilAcked = Set.of();

    @Option(
            names = "--lag-warning",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Log when a replica's lag passes this. Default: ${DEFAULT-VALUE}.")
    private int lagWarningSeconds;

    @Option(
            names = "--max-record-bytes",
            paramLabel = "N",
            defaultValue = "" + MasterConfig.DEFAULT_RECORD_BYTES,
            description =
                    "Largest payload taken, up to " + MasterConfig.MAX_RECORD_BYTES + "; a go-remote-log replica takes "
                            + MasterConfig.MAX_VERSION_ONE_RECORD_BYTES + ". Default: ${DEFAULT-VALUE}.")
    private int maxRecordBytes;

    @Mixin
    private HttpOptions http;

    @Override
    public Integer call() throws Exception {
        GRPC_STREAMS.setLevel(Level.SEVERE);
        GRPC_CONNECTIONS.setLevel(Level.WARNING);
        GRPC_MESSAGES.setLevel(Level.SEVERE);
        MasterConfig config = config();
        LogStore log = fsync.open(store);
        ListenCheck.require(config.syncAddress().orElseThrow(), config.grpcAddress(), http.address());
        Master master = start(log, config);
        Optional<HttpPort> told = tell(master, log);
        UntilStopped.closeWhenStopped(
                Stream.concat(told.stream(), Stream.of(master, log)).toList());
        System.out.println("master ready grpc=" + listening(grpcHost.orElse(host), master.grpcAddress()) + " sync="
                + listening(syncHost.orElse(host), master.syncAddress()) + http.text(told) + " store="
                + store.location());
        System.out.flush();
        return UntilStopped.await();
    }

    @Override
    public void check() throws Exception {
        config();
    }

    private MasterConfig config() throws IOException, CommandFailedException {
        Ranges.require(command, "--sync-port", syncPort, 0, PortConverter.MAX_PORT);
        requireDaysToHold();
        Optional<InetSocketAddress> grpc = grpcPort.isPresent()
                ? Optional.of(ListenCheck.address(grpcHost.orElse(host), grpcPort.getAsInt()))
                : Optional.empty();
        return config(grpc, ListenCheck.address(syncHost.orElse(host), syncPort));
    }

    private static Master start(LogStore log, MasterConfig config) throws IOException {
        boolean started = false;
        try {
            Master master = Master.start(log, config);
            started = true;
            return master;
        } finally {
            if (!started) {
                log.close();
            }
        }
    }

    private Optional<HttpPort> tell(Master master, LogStore log) throws IOException, CommandFailedException {
        boolean started = false;
        try {
            Optional<HttpPort> port = http.start(new ObservedMaster(master, log, store.folder()));
            started = true;
            return port;
        } finally {
            if (!started) {
                UntilStopped.closeAll(List.of(master, log));
            }
        }
    }

    private void requireDaysToHold() {
        if (!retainUntilAcked.isEmpty() && retention.read().days().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--retain-until-acked goes with --retain-days: without it no day goes by its age, and none waits");
        }
    }

    private MasterConfig config(Optional<InetSocketAddress> grpc, InetSocketAddress sync) throws IOException {
        try {
            MasterConfig config = MasterConfig.defaults()
                    .withGrpcAddress(grpc)
                    .withSyncAddress(Optional.of(sync))
                    .withSendFlag(sendFlag)
                    .withZone(zone)
                    .withRetention(retention.read())
                    .withMaxRecordBytes(maxRecordBytes)
                    .withReplicas(new ReplicaPolicy(retainUntilAcked, Duration.ofSeconds(lagWarningSeconds)))
                    .withSecurity(security.read());
            config.requireProtected();
            return config;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static String listening(String host, Optional<InetSocketAddress> address) {
        return address.map(bound -> HostPort.format(host, bound.getPort())).orElse("off");
    }
}
