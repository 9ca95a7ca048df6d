package io.remotelog.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that somebody may have meant by an unknown one. */
final class NearestName {
    private NearestName() {}

    /**
     * The known name to which the fewest changes of a character lead, and the first in the alphabet of several.
     *
     * <p>A name that begins with the unknown one, such as {@code token-file} with {@code token}, is as near as one change. If more
     * than half of the characters would have to change, none is near.
     */
    static Optional<String> of(String unknown, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String name) -> distance(unknown, name))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(unknown, name) <= Math.max(2, unknown.length() / 2));
    }

    private static int distance(String unknown, String known) {
        return known.startsWith(unknown) ? Math.min(1, known.length() - unknown.length()) : changes(unknown, known);
    }

    /** Levenshtein's distance: characters put in, left out, or changed. */
    private static int changes(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
