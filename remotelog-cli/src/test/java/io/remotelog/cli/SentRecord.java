package io.remotelog.cli;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A record that a {@link SendingProcess} sends: its bytes follow from the two numbers, so that who reads a log can tell.
 *
 * @param seed of the sending, not negative
 * @param number in the sending, from 0
 */
record SentRecord(long seed, int number) {
    private static final int MAX_BYTES = 1_400;
    private static final int LARGE_BYTES = 100_000;

    /** One of so many is large. */
    private static final int LARGE_EVERY = 500;

    /** Bytes that no compression makes less of, after the two numbers. */
    byte[] payload() {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        byte[] head = (seed + " " + number + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] payload =
                new byte[head.length + random.nextInt(random.nextInt(LARGE_EVERY) == 0 ? LARGE_BYTES : MAX_BYTES)];
        random.nextBytes(payload);
        System.arraycopy(head, 0, payload, 0, head.length);
        return payload;
    }

    /** Reads the numbers of a payload, whose other bytes are not looked at; empty if it begins in another way. */
    static Optional<SentRecord> of(byte[] payload) {
        String head = new String(payload, 0, Math.min(payload.length, 40), StandardCharsets.ISO_8859_1);
        String[] parts = head.split(" ", 3);
        return parts.length == 3 && parts[0].matches("[0-9]{1,18}") && parts[1].matches("[0-9]{1,9}")
                ? Optional.of(new SentRecord(Long.parseLong(parts[0]), Integer.parseInt(parts[1])))
                : Optional.empty();
    }
}
