package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.cli.TwoNamespaces.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The network between a master and its replica fails and heals, again and again, while an application goes on sending, and both
 * processes are killed in turn: within 10 s of healing both folders are the same bytes, and hold all that was acknowledged.
 *
 * <p>A cycle follows from its seed, but for the times of a real machine. {@code -Dremotelog.partition.seed} has them begin with
 * another one. Kernels without netem do: loss is by nft's numgen, limits are by nft and by tc's tbf, and a far link is a program.
 */
@Tag("deep")
@Timeout(1200)
class PartitionIT {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(10);
    private static final Long SEED = Long.getLong("remotelog.partition.seed");
    private static final NetworkFault[] FAULTS = NetworkFault.values();

    @TempDir
    private Path folder;

    private TwoNamespaces namespaces;
    private MirroredPair pair;

    @AfterEach
    void disconnect() throws IOException {
        try {
            if (pair != null) {
                pair.close();
            }
        } finally {
            if (namespaces != null) {
                namespaces.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 1, 4, 26", "2, 50, 27, 2, 14", "1, 0, 39, 3, 12"})
    void bothFoldersAreTheSameSoonAfterHealing(
            int protocol, int roundTripMillis, long firstSeed, int cyclesInShort, int cyclesInFull) throws IOException {
        long first = SEED == null ? firstSeed : SEED;
        int cycles = isShort() ? cyclesInShort : cyclesInFull;
        Tools.require("nft", "ss");
        namespaces = TwoNamespaces.connect(Duration.ofMillis(roundTripMillis));
        pair = new MirroredPair(namespaces, folder, protocol);
        pair.start();
        Map<NetworkFault, Integer> ran = new TreeMap<>();
        long longestMillis = 0;
        for (long seed = first; seed < first + cycles; seed++) {
            NetworkFault fault = FAULTS[Math.floorMod(seed, FAULTS.length)];
            try {
                longestMillis = Math.max(longestMillis, cycle(seed, fault));
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(
                        "protocol " + protocol + ", round trip " + roundTripMillis + " ms, -Dremotelog.partition.seed="
                                + seed + ", " + fault + ": " + e.getMessage() + "\n" + pair.circumstances(),
                        e);
            }
            ran.merge(fault, 1, Integer::sum);
        }
        tell(
                "network faults, protocol %d, round trip %d ms: %d cycles %s, %d records acknowledged, identical %d ms after"
                        + " healing at most",
                protocol, roundTripMillis, cycles, ran, pair.acknowledged().count(), longestMillis);
    }

    /** One fault, from a link that works to one that works again; tells after how many milliseconds. */
    private long cycle(long seed, NetworkFault fault) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Optional<Side> victim = victim(seed);
        pair.beginSending(seed, 1_000 + random.nextInt(2_000));
        pair.awaitNewRecordOn(Side.REPLICA);

        long begunAt = System.nanoTime();
        begin(fault, random);
        hold(holdMillis(fault, victim, random));
        if (victim.isPresent()) {
            pair.killAndStart(victim.get());
            hold(random.nextInt(1_000));
        }
        long behind = pair.records(Side.MASTER) - pair.records(Side.REPLICA);
        long dropped = end(fault, victim);
        long healedAt = System.nanoTime();

        String cycle = String.format(
                Locale.ROOT,
                "seed %d %s, %s killed: held %d ms, %d packets dropped, replica %d records behind",
                seed,
                fault,
                victim.map(Side::toString).orElse("nobody"),
                millis(healedAt - begunAt),
                dropped,
                behind);
        if (fault.holdsUpAll()) {
            assertThat(behind).as("records behind: %s", cycle).isPositive();
        }
        if (fault.isCut() || fault == NetworkFault.POLICED) {
            assertThat(dropped).as("packets dropped: %s", cycle).isPositive();
        }
        return awaitHealing(seed, healedAt, cycle);
    }

    private long awaitHealing(long seed, long healedAt, String cycle) throws IOException {
        int acknowledgedBefore = pair.acknowledged().count();
        int sent = pair.endSending(seed);
        Duration ended = Duration.ofNanos(System.nanoTime() - healedAt);
        assertThat(ended).as("the sending's end after healing: %s", cycle).isLessThan(HEALED_WITHIN);
        await("both folders are the same: " + cycle)
                .atMost(HEALED_WITHIN.minus(ended))
                .pollInterval(Duration.ofMillis(10))
                .until(pair::differences, differences -> differences.isEmpty());
        long healMillis = millis(System.nanoTime() - healedAt);
        pair.acknowledged().requireIn(pair.folder(Side.MASTER));
        int acknowledged = pair.acknowledged().count() - acknowledgedBefore;
        tell(
                "%s; %d of %d acknowledged; identical %d ms after healing, sending ended after %d ms",
                cycle, acknowledged, sent, healMillis, ended.toMillis());
        return healMillis;
    }

    /** Nobody, the master, the replica, and so on; with 10 faults in turn, each fault meets each. */
    private static Optional<Side> victim(long seed) {
        return switch (Math.floorMod(seed, 3)) {
            case 1 -> Optional.of(Side.MASTER);
            case 2 -> Optional.of(Side.REPLICA);
            default -> Optional.empty();
        };
    }

    /**
     * What stops everything lasts long enough, where nobody is killed, for both sides to give the other up, and for TCP to wait
     * longer for its next try than healing may take.
     */
    private static int holdMillis(NetworkFault fault, Optional<Side> victim, SplittableRandom random) {
        if (fault.isLimit()) {
            return 2_000 + random.nextInt(2_000);
        }
        boolean isLong = !isShort()
                && victim.isEmpty()
                && (fault.isCut() || fault.frozen().isPresent());
        return isLong ? 13_000 + random.nextInt(12_000) : 300 + random.nextInt(2_500);
    }

    private void begin(NetworkFault fault, SplittableRandom random) throws IOException {
        if (fault.frozen().isPresent()) {
            pair.signal(fault.frozen().get(), "STOP");
        } else {
            fault.begin(namespaces, random);
        }
    }

    /** One that was killed and started again is frozen no more. */
    private long end(NetworkFault fault, Optional<Side> victim) throws IOException {
        if (fault.frozen().isPresent() && !fault.frozen().equals(victim)) {
            pair.signal(fault.frozen().get(), "CONT");
        }
        return fault.end(namespaces);
    }

    /** For so long, and all processes are to live through it. */
    private void hold(int millis) {
        Duration time = Duration.ofMillis(millis);
        await().during(time)
                .atMost(time.plusSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(pair::areAlive);
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private static boolean isShort() {
        String scale = System.getProperty("remotelog.deep", "full");
        if (!scale.equals("short") && !scale.equals("full")) {
            throw new IllegalArgumentException("remotelog.deep=" + scale + ", want short or full");
        }
        return scale.equals("short");
    }

    private static void tell(String format, Object... values) {
        System.out.println("deep: " + String.format(Locale.ROOT, format, values));
    }
}
