package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Replicas in a process of its own. It prints {@code linked} when all are, then follows orders:
 *
 * <ul>
 *   <li>{@code await COUNT MILLIS}: {@code current true} once each has so many records, {@code current false} after that time
 *   <li>{@code steps FOLDER}: writes when how many records were readable, a file a replica; {@code written}
 * </ul>
 */
final class LiveReplicas implements Closeable {
    private static final int SECONDS_TO_LINK = 60;

    private final Deque<Closeable> open = new ArrayDeque<>();
    private final List<Progress> readable = new ArrayList<>();

    private LiveReplicas() {}

    /** Takes the master's port, the zone, and the location of each replica's store. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Child.endWithParent();
        ZoneOffset zone = ZoneOffset.of(args[1]);
        ReplicaConfig config = ReplicaConfig.of(
                        InetAddress.getLoopbackAddress().getHostAddress(), Integer.parseInt(args[0]))
                .withZone(Optional.of(zone));
        try (LiveReplicas replicas = new LiveReplicas()) {
            replicas.start(List.of(args).subList(2, args.length), config, NoonZone.day(Instant.now(), zone));
            System.out.println("linked");
            Child.follow(replicas::follow);
        }
    }

    private void start(List<String> stores, ReplicaConfig config, LocalDate day)
            throws IOException, InterruptedException {
        CountDownLatch unlinked = new CountDownLatch(stores.size());
        for (String location : stores) {
            LogStore store = LogStores.open(location);
            open.push(store);
            Progress progress = new Progress(store, day, DayLog::count);
            open.push(progress);
            readable.add(progress);
            open.push(Replica.start(store, config, unlinked::countDown));
        }
        if (!unlinked.await(SECONDS_TO_LINK, TimeUnit.SECONDS)) {
            throw new IOException(unlinked.getCount() + " replicas without a link after " + SECONDS_TO_LINK + " s");
        }
    }

    private void follow(String order, List<String> arguments) throws IOException {
        switch (order) {
            case "await" ->
                System.out.println("current "
                        + await(Long.parseLong(arguments.get(0)), Duration.ofMillis(Long.parseLong(arguments.get(1)))));
            case "steps" -> {
                for (int i = 0; i < readable.size(); i++) {
                    readable.get(i).steps().write(file(Path.of(arguments.get(0)), i));
                }
                System.out.println("written");
            }
            default -> throw new IllegalArgumentException("order " + order + ", want await or steps");
        }
    }

    /** Where the steps of a replica are. */
    static Path file(Path folder, int replica) {
        return folder.resolve("replica-" + replica);
    }

    private boolean await(long count, Duration atMost) throws IOException {
        try {
            long deadline = System.nanoTime() + atMost.toNanos();
            for (Progress each : readable) {
                if (!each.await(count, Duration.ofNanos(deadline - System.nanoTime()))) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while records were awaited");
        }
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
