package io.remotelog.protocol.sync;

import java.util.regex.Pattern;

/** What another machine says, made fit to be shown and logged. */
public final class ForeignText {
    /** Those of terminals, too, which are beyond ASCII; what else ends a line; and what turns the direction of the text. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private ForeignText() {}

    /** One line of bounded length. */
    public static String line(String text, int maxChars) {
        String cut = text.length() > maxChars ? text.substring(0, maxChars) : text;
        return CONTROL.matcher(cut).replaceAll("?");
    }

    /** The beginning of it, in one line that tells when it is not all. */
    public static String shown(String text, int maxChars) {
        return text.length() > maxChars ? line(text, maxChars) + "..." : line(text, maxChars);
    }
}
