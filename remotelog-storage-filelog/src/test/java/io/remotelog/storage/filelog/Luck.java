package io.remotelog.storage.filelog;

import java.util.Random;

/** What of that which was not forced survives a power cut. One thread. */
final class Luck {
    private final Random random;

    private Luck(Random random) {
        this.random = random;
    }

    /** Nothing survives. */
    static Luck none() {
        return new Luck(null);
    }

    /** A random part survives: of some files all, of some nothing. */
    static Luck of(Random random) {
        return new Luck(random);
    }

    boolean isNone() {
        return random == null;
    }

    /** How likely each part of one file, or each change of one folder, is to survive. */
    double chance() {
        if (isNone()) {
            return 0;
        }
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            default -> random.nextDouble();
        };
    }

    boolean with(double chance) {
        return !isNone() && random.nextDouble() < chance;
    }

    /** A number from 0 to a bound, the bound included. */
    int upTo(int bound) {
        return isNone() ? 0 : random.nextInt(bound + 1);
    }
}
