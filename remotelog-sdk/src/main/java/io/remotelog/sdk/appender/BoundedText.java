package io.remotelog.sdk.appender;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Cuts text to a number of UTF-8 bytes, and says in it how many are left out. */
final class BoundedText {
    /** Room for what says how many bytes are left out. */
    private static final int NOTE_BYTES = 48;

    private BoundedText() {}

    /**
     * The beginning of a text.
     *
     * @param text null is taken as "null"; half a surrogate pair, which UTF-8 cannot have, becomes a question mark
     * @param maxBytes what the result has at most, 64 or more
     */
    static String head(String text, int maxBytes) {
        return cut(text, maxBytes, 0);
    }

    /** The beginning and the end, a quarter: of a stack trace, whose end says what the first cause was. */
    static String headAndTail(String text, int maxBytes) {
        return cut(text, maxBytes, maxBytes / 4);
    }

    /** How long a text is in UTF-8. */
    static int bytes(String text) {
        return Math.toIntExact(bytes(text, 0, text.length()));
    }

    private static String cut(String text, int maxBytes, int tailBytes) {
        String whole = wellFormed(String.valueOf(text));
        long bytes = bytes(whole, 0, whole.length());
        if (bytes <= maxBytes) {
            return whole;
        }
        int head = headEnd(whole, maxBytes - tailBytes - NOTE_BYTES);
        int tail = tailBegin(whole, tailBytes);
        String note = " [... " + bytes(whole, head, tail) + " bytes left out]" + (tailBytes == 0 ? "" : " ");
        return whole.substring(0, head) + note + whole.substring(tail);
    }

    private static int headEnd(String text, int maxBytes) {
        long bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            bytes += bytes(codePoint);
            if (bytes > maxBytes) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }

    private static int tailBegin(String text, int maxBytes) {
        long bytes = 0;
        int begin = text.length();
        while (begin > 0) {
            int codePoint = text.codePointBefore(begin);
            bytes += bytes(codePoint);
            if (bytes > maxBytes) {
                break;
            }
            begin -= Character.charCount(codePoint);
        }
        return begin;
    }

    private static String wellFormed(String text) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return new String(text.getBytes(UTF_8), UTF_8);
            }
            i += Character.charCount(codePoint);
        }
        return text;
    }

    private static long bytes(String text, int begin, int end) {
        long bytes = 0;
        for (int i = begin; i < end; ) {
            int codePoint = text.codePointAt(i);
            bytes += bytes(codePoint);
            i += Character.charCount(codePoint);
        }
        return bytes;
    }

    private static int bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
