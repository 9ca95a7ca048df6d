package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A master in a process of its own. It prints {@code listening PORT}, then follows orders:
 *
 * <ul>
 *   <li>{@code produce RATE MILLIS}: appends records; {@code produced NANOS}, when it gave the last one
 *   <li>{@code steps FILE}: writes when how many records became durable; {@code written}
 *   <li>{@code heap}: {@code heap MEBIBYTES}
 * </ul>
 */
final class MasterProcess {
    /** The payloads that it makes. */
    static final int PAYLOAD_BYTES = 100;

    private final Master master;
    private final Progress durable;

    private MasterProcess(Master master, Progress durable) {
        this.master = master;
        this.durable = durable;
    }

    /** Takes the store's location and the zone. */
    public static void main(String[] args) throws IOException {
        Child.endWithParent();
        ZoneOffset zone = ZoneOffset.of(args[1]);
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.empty())
                .withSyncAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withZone(Optional.of(zone));
        try (LogStore store = LogStores.open(args[0]);
                Master master = Master.start(store, config);
                Progress durable = new Progress(store, NoonZone.day(Instant.now(), zone), DayLog::durable)) {
            System.out.println("listening " + master.syncAddress().orElseThrow().getPort());
            Child.follow(new MasterProcess(master, durable)::follow);
        }
    }

    private void follow(String order, List<String> arguments) throws IOException {
        switch (order) {
            case "produce" ->
                System.out.println("produced "
                        + produce(
                                Integer.parseInt(arguments.get(0)),
                                Duration.ofMillis(Long.parseLong(arguments.get(1)))));
            case "steps" -> {
                durable.steps().write(Path.of(arguments.get(0)));
                System.out.println("written");
            }
            case "heap" -> System.out.println("heap " + PeakHeap.mebibytes());
            default -> throw new IllegalArgumentException("order " + order + ", want produce, steps or heap");
        }
    }

    private long produce(int rate, Duration duration) throws IOException {
        try {
            return new Producer(master, PAYLOAD_BYTES).produce(rate, duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while records were made");
        }
    }
}
