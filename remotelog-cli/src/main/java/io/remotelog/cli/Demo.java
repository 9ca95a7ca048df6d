package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.SendStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a master and a replica over real sockets, in two folders, and sends the lines of a file through them. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path masterFolder;
    private final Path replicaFolder;

    Demo(Path masterFolder, Path replicaFolder) {
        this.masterFolder = masterFolder;
        this.replicaFolder = replicaFolder;
    }

    /**
     * Sends the file's lines and waits until the replica has them all. Both sides are closed when this returns.
     *
     * @throws CommandFailedException if a line was not acknowledged, or the replica does not get on
     */
    Result run(Path file) throws IOException, CommandFailedException, InterruptedException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        MasterConfig config =
                MasterConfig.defaults().withGrpcAddress(Optional.of(anyPort)).withSyncAddress(Optional.of(anyPort));
        try (LogStore original = LogStores.open(masterFolder.toString());
                Master master = Master.start(original, config);
                LogStore copy = LogStores.open(replicaFolder.toString())) {
            Replica replica = Replica.start(copy, replicaOf(master), () -> {});
            try {
                return sendAndCompare(file, master, new CatchUp(original, copy));
            } finally {
                replica.close();
            }
        }
    }

    private Result sendAndCompare(Path file, Master master, CatchUp catchUp)
            throws IOException, CommandFailedException, InterruptedException {
        long begin = System.nanoTime();
        SendSummary sent = send(file, master.grpcAddress().orElseThrow().getPort());
        long acknowledged = System.nanoTime();
        catchUp.await(PATIENCE);
        long mirrored = System.nanoTime();
        return new Result(
                sent,
                Duration.ofNanos(acknowledged - begin),
                Duration.ofNanos(mirrored - acknowledged),
                LogFiles.of(masterFolder).differences(LogFiles.of(replicaFolder)));
    }

    private static ReplicaConfig replicaOf(Master master) {
        return ReplicaConfig.of(
                InetAddress.getLoopbackAddress().getHostAddress(),
                master.syncAddress().orElseThrow().getPort());
    }

    private static SendSummary send(Path file, int port)
            throws IOException, CommandFailedException, InterruptedException {
        RemoteLogConfig config =
                RemoteLogConfig.defaults(InetAddress.getLoopbackAddress().getHostAddress(), port);
        try (RemoteLog log = RemoteLog.connect(config);
                SendProgress progress = SendProgress.begin(Files.size(file))) {
            LineSource lines = new LineSource(List.of(file.toString()), config.maxPayloadBytes());
            return new LineSender(
                            line -> log.sendAsync(0, ByteBuffer.wrap(line)),
                            () -> log.status().link() == SendStatus.Link.BATCHES,
                            lines,
                            progress)
                    .run();
        }
    }

    /**
     * What came of it.
     *
     * @param sent the records
     * @param sending from the first line to the last acknowledgement
     * @param catchingUp from there until the replica had the last record
     * @param differences between the folders; none if all is well
     */
    record Result(SendSummary sent, Duration sending, Duration catchingUp, List<String> differences) {
        /** Records a second, sent and acknowledged. */
        long rate() {
            return Math.round(sent.records() * 1e9 / Math.max(1, sending.toNanos()));
        }
    }
}
