package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
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
        })
final class ReplicaCommand implements Callable<Integer> {
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

    @Option(names = "--retain-days", paramLabel = "N", description = "Keep this many days before today. Default: all.")
    private Optional<Integer> retainDays = Optional.empty();

    @Option(
            names = "--zone",
            paramLabel = "ID",
            description = "Zone whose dates the days are, the master's. Default: the store's, or else this machine's.")
    private Optional<ZoneId> zone = Optional.empty();

    @Override
    public Integer call() throws Exception {
        ReplicaConfig config = config();
        LogStore log = fsync.open(store);
        Replica replica = start(log, config);
        UntilStopped.closeWhenStopped(List.of(replica, log));
        return UntilStopped.await();
    }

    private Replica start(LogStore log, ReplicaConfig config) throws IOException {
        boolean started = false;
        try {
            Replica replica = Replica.start(log, config, this::tellReady);
            started = true;
            return replica;
        } finally {
            if (!started) {
                log.close();
            }
        }
    }

    private void tellReady() {
        System.out.println("replica ready master=" + master + " store=" + store.location());
        System.out.flush();
    }

    private ReplicaConfig config() {
        try {
            return ReplicaConfig.of(master.host(), master.port())
                    .withSendFlag(sendFlag)
                    .withHistoryDays(historyDays)
                    .withRetainDays(retainDays.map(OptionalInt::of).orElseGet(OptionalInt::empty))
                    .withZone(zone);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
