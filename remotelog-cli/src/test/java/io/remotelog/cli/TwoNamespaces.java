package io.remotelog.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces, the master's and the replica's, with a link between their devices {@code eth0}. Nothing joins or
 * splits packets on the link, so that each is on its own when it is lost or looked at.
 *
 * <p>Needs root, {@code ip}, {@code tc} and {@code ethtool}; what the machine lacks is an error. Names are of this process, so
 * that runs do not meet.
 */
final class TwoNamespaces implements AutoCloseable {
    static final String DEVICE = "eth0";
    private static final int BOUND_SECONDS = 10;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** The namespace of one of them. */
    enum Side {
        MASTER("10.99.0.1"),
        REPLICA("10.99.0.2");

        private final String address;

        Side(String address) {
            this.address = address;
        }

        /** Its address on the link. */
        String address() {
            return address;
        }

        Side other() {
            return this == MASTER ? REPLICA : MASTER;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String suffix = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final List<String> made = new ArrayList<>();

    private FarLink farLink;

    private TwoNamespaces() {}

    /** Makes both, and the link. */
    static TwoNamespaces connect() throws IOException {
        return connect(Duration.ZERO);
    }

    /** Makes both, and the link: one on which a packet and its answer take so long. */
    static TwoNamespaces connect(Duration roundTrip) throws IOException {
        Tools.require("ip", "tc", "ethtool");
        TwoNamespaces namespaces = new TwoNamespaces();
        try {
            namespaces.make(roundTrip);
            return namespaces;
        } catch (IOException | RuntimeException e) {
            namespaces.close();
            throw e;
        }
    }

    private void make(Duration roundTrip) throws IOException {
        for (Side side : Side.values()) {
            run("ip", "netns", "add", name(side));
            made.add(name(side));
        }
        String master = name(Side.MASTER);
        String replica = name(Side.REPLICA);
        if (roundTrip.isZero()) {
            run(("ip link add " + DEVICE + " netns " + master + " type veth peer name " + DEVICE + " netns " + replica)
                    .split(" "));
        } else {
            farLink = FarLink.between(master, replica, DEVICE, roundTrip.dividedBy(2));
        }
        for (Side side : Side.values()) {
            run("ip", "-n", name(side), "addr", "add", side.address() + "/24", "dev", DEVICE);
            run("ip", "-n", name(side), "link", "set", "lo", "up");
            run("ip", "-n", name(side), "link", "set", DEVICE, "up");
            in(side, ("ethtool -K " + DEVICE + " tso off gso off gro off sg off").split(" "));
        }
    }

    private String name(Side side) {
        return "rl" + side + suffix;
    }

    /** The command line that runs a command on a side. */
    List<String> inside(Side side, String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(side)));
        whole.addAll(List.of(command));
        return whole;
    }

    /** Runs a command on a side, and gives what it said; fails with that if its exit code is not 0. */
    String in(Side side, String... command) throws IOException {
        return run(inside(side, command).toArray(String[]::new));
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said.strip());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during " + String.join(" ", command), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Removes both; their processes must have ended. */
    @Override
    public void close() throws IOException {
        if (farLink != null) {
            farLink.close();
        }
        for (String name : made) {
            run("ip", "netns", "del", name);
        }
        made.clear();
    }
}
