package io.remotelog.cli;

import io.remotelog.http.HttpPort;
import io.remotelog.replica.ReplicaConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a replica until it is told to stop. */
@Command(
        name = "replica",
        description = {
            "Mirrors a master's log byte for byte, and goes on trying while the master cannot be reached.",
            "Once connected it prints one line: replica ready master=HOST:PORT store=PATH",
            "With --sync-port there is sync=HOST:PORT before store=, and with --http-port http=HOST:PORT.",
            "Its log goes to standard error. SIGTERM and Ctrl-C end it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  remotelog replica --master log.example.org:2222 --store /srv/mirror",
            "  remotelog replica --master [2001:db8::5]:2222 --store /srv/mirror --send-flag 123456",
            "  remotelog replica --master 10.0.0.5:2222 --store mirror --history-days 7 --retain-days 90",
            "  remotelog replica --master 10.0.0.5:2222 --store mirror --name berlin --max-rate 500000",
            "  remotelog replica --master log.example.org:2222 --store mirror --tls-ca ca.pem --token-file token",
        })
final class ReplicaCommand implements Callable<Integer>, CheckedFlags {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--master",
            required = true,
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "The master's port for replicas.")
    private HostPort master;

    @Mixin
    private StoreOption store;

    @Mixin
    private FsyncOption fsync;

    @Mixin
    private ClientSecurityOptions security;

    @Option(
            names = "--send-flag",
            paramLabel = "N",
            defaultValue = "" + ReplicaConfig.SEND_FLAG,
            description = "Number that master and replicas share. Default: ${DEFAULT-VALUE}.")
    private int sendFlag;

    @Option(
            names = "--history-days",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many days before today an empty store begins. Default: ${DEFAULT-VALUE}.")
    private int historyDays;

    @Mixin
    private RetentionOptions retention;

    @Option(
            names = "--zone",
            paramLabel = "ID",
            description = "Zone whose dates the days are, the master's. Default: the store's, or else this machine's.")
    private Optional<ZoneId> zone = Optional.empty();

    @Mixin
    private MirroringOptions mirroring;

    @Option(
            names = "--reset-diverged",
            description = "If the master refuses this replica because its log is another one: move the folder aside, to"
                    + " PATH.diverged-1 and so on, and copy the master from the oldest day that it had (or from"
                    + " --history-days, if that is earlier).")
    private boolean resetDiverged;

    @Mixin
    private HttpOptions http;

    private Optional<HttpPort> told = Optional.empty();

    @Override
    public Integer call() throws Exception {
        ReplicaConfig config = config();
        RunningReplica replica = new RunningReplica(
                () -> fsync.open(store),
                store.folder(),
                config,
                this::tellReady,
                resetDiverged ? Optional.of(folder()) : Optional.empty());
        // Before there is a link: the line that it is ready tells of the port.
        told = http.start(replica);
        replica.start();
        UntilStopped.closeWhenStopped(
                Stream.concat(told.stream(), Stream.of(replica)).toList());
        return UntilStopped.await();
    }

    @Override
    public void check() throws Exception {
        config();
    }

    /** Only a folder can be moved aside. */
    private Path folder() {
        return store.folder()
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "--reset-diverged moves a folder aside, but the store is " + store.location()));
    }

    private void tellReady(Optional<InetSocketAddress> sync) {
        System.out.println("replica ready master=" + master + mirroring.text(sync) + http.text(told) + " store="
                + store.location());
        System.out.flush();
    }

    private ReplicaConfig config() throws IOException, CommandFailedException {
        try {
            ReplicaConfig config = ReplicaConfig.of(master.host(), master.port())
                    .withSendFlag(sendFlag)
                    .withHistoryDays(historyDays)
                    .withRetention(retention.read())
                    .withZone(zone)
                    .withMirroring(mirroring.read())
                    .withSecurity(security.read());
            config.requireProtected();
            return config;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
