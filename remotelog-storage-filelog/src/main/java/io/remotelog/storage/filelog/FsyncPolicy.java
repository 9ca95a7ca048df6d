package io.remotelog.storage.filelog;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When appended records are forced to the disk.
 *
 * @param kind which of the three
 * @param interval the time after which they are, at the latest; zero unless the kind is {@code INTERVAL}
 */
record FsyncPolicy(Kind kind, Duration interval) {
    static final FsyncPolicy COMMIT = new FsyncPolicy(Kind.COMMIT, Duration.ZERO);
    static final FsyncPolicy NEVER = new FsyncPolicy(Kind.NEVER, Duration.ZERO);

    private static final Pattern INTERVAL = Pattern.compile("interval=([0-9]{1,9})(ms|s|m)");
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofMinutes(10);

    enum Kind {
        /** Before a commit returns. */
        COMMIT,
        /** A given time later, at the latest. */
        INTERVAL,
        /** When the kernel does it; but a day that is finished or left is forced all the same. */
        NEVER
    }

    static FsyncPolicy interval(Duration interval) {
        return new FsyncPolicy(Kind.INTERVAL, interval);
    }

    /** Reads {@code commit}, {@code interval=10ms} (or {@code s}, {@code m}; 1 ms to 10 minutes) or {@code never}. */
    static FsyncPolicy parse(String text) {
        if (text.equals("commit")) {
            return COMMIT;
        }
        if (text.equals("never")) {
            return NEVER;
        }
        Matcher matcher = INTERVAL.matcher(text);
        if (matcher.matches()) {
            Duration interval = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (interval.compareTo(MIN) >= 0 && interval.compareTo(MAX) <= 0) {
                return interval(interval);
            }
        }
        throw new IllegalArgumentException("option fsync=" + text
                + ", want one of: commit, never, interval=DURATION from 1ms to 10m, such as interval=10ms");
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
