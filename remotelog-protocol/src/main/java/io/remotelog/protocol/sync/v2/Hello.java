package io.remotelog.protocol.sync.v2;

import io.remotelog.api.Epoch;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.ForeignText;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a replica says of itself when a link begins.
 *
 * @param name what the replica is called on the master; empty: it is not known by a name
 * @param instance another one each time that the replica is started
 * @param proof shows that it has the token, by {@link Proof}; empty if it was given none
 * @param nonce what the master's own proof is about
 * @param compression whether it takes batches that zstd has made smaller
 * @param maxRecordBytes the largest payload that it takes
 * @param maxRate bytes a second that it wants at most while it catches up; empty: as many as there are
 * @param epochs the newest of those of its lineage, oldest first, at most {@link #MAX_EPOCHS}
 * @param last the newest record that it holds; empty if it holds none
 * @param unfinished its unfinished days, oldest first, with the ids that come next, at most {@link #MAX_UNFINISHED}
 * @param next the day after the newest one that it has; or empty: it has none, and begins by {@code historyDays}
 * @param historyDays how many days before the current one an empty replica begins
 * @param commitsDurably whether whatever it commits survives a loss of power at once
 */
public record Hello(
        Optional<String> name,
        UUID instance,
        Optional<String> proof,
        String nonce,
        boolean compression,
        int maxRecordBytes,
        OptionalLong maxRate,
        List<Epoch> epochs,
        Optional<RecordMark> last,
        List<Position> unfinished,
        Optional<LocalDate> next,
        int historyDays,
        boolean commitsDurably) {

    /** More epochs than these are not sent: it is the newest ones that tell. */
    public static final int MAX_EPOCHS = 500;

    /** Older days than these wait for the next link. */
    public static final int MAX_UNFINISHED = 800;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_HISTORY_DAYS = 100_000;

    /** Checks the ranges. */
    public Hello {
        name.ifPresent(Hello::requireName);
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(proof, "proof");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(next, "next");
        Proof.requireNonce(nonce);
        if (maxRecordBytes < 1) {
            throw new IllegalArgumentException("max record bytes " + maxRecordBytes + ", want 1 or more");
        }
        if (maxRate.isPresent() && maxRate.getAsLong() < 1) {
            throw new IllegalArgumentException("max rate " + maxRate.getAsLong() + ", want 1 or more");
        }
        if (epochs.size() > MAX_EPOCHS || unfinished.size() > MAX_UNFINISHED) {
            throw new IllegalArgumentException(epochs.size() + " epochs and " + unfinished.size()
                    + " unfinished days, want at most " + MAX_EPOCHS + " and " + MAX_UNFINISHED);
        }
        for (int i = 1; i < unfinished.size(); i++) {
            if (!unfinished.get(i - 1).day().isBefore(unfinished.get(i).day())) {
                throw new IllegalArgumentException("unfinished days " + unfinished + ", want them in order");
            }
        }
        if (next.isPresent()
                && !unfinished.isEmpty()
                && !unfinished.get(unfinished.size() - 1).day().isBefore(next.get())) {
            throw new IllegalArgumentException(
                    "next day " + next.get() + ", want one after the unfinished " + unfinished);
        }
        if (next.isEmpty() && (last.isPresent() || !unfinished.isEmpty())) {
            throw new IllegalArgumentException("no next day, want one of a replica that holds days");
        }
        if (historyDays < 0 || historyDays > MAX_HISTORY_DAYS) {
            throw new IllegalArgumentException("history days " + historyDays + ", want 0 to " + MAX_HISTORY_DAYS);
        }
        epochs = List.copyOf(epochs);
        unfinished = List.copyOf(unfinished);
    }

    /**
     * Refuses what cannot be the name of a replica.
     *
     * @throws IllegalArgumentException unless it is 1 to 64 letters, digits, dots, underscores and dashes, and begins with a
     *     letter or digit
     */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("replica name '" + ForeignText.shown(name, 80)
                    + "', want 1 to 64 letters, digits, '.', '_' and '-', a letter or digit first");
        }
        return name;
    }

    /** The position after the last record that it holds. */
    Optional<Position> end() {
        return last.map(mark -> new Position(mark.at().day(), mark.at().id() + 1));
    }
}
