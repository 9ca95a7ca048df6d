package io.remotelog.storage.filelog.deep;

import java.util.Locale;

/**
 * How much is tried: all with {@code mvn verify -Pdeep}, less with {@code -Dremotelog.deep=short}; and what was tried, a line
 * each.
 */
final class Scale {
    private static final String PROPERTY = "remotelog.deep";

    private Scale() {}

    /** One of two numbers. */
    static int of(int inShort, int inFull) {
        return isShort() ? inShort : inFull;
    }

    static boolean isShort() {
        String scale = System.getProperty(PROPERTY, "full");
        if (!scale.equals("short") && !scale.equals("full")) {
            throw new IllegalArgumentException(PROPERTY + "=" + scale + ", want short or full");
        }
        return scale.equals("short");
    }

    /** Prints what was tried. */
    static void tell(String format, Object... values) {
        System.out.println("deep: " + String.format(Locale.ROOT, format, values));
    }
}
