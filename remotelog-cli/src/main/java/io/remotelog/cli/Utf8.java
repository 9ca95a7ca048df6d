package io.remotelog.cli;

/** Finds the well-formed characters among bytes that may be anything, as Unicode's table 3-7 defines them. */
final class Utf8 {
    private Utf8() {}

    /**
     * The length of the character that begins at an index.
     *
     * @param to where the bytes end
     * @return 1 to 4, or 0 if no well-formed character begins there
     */
    static int lengthAt(byte[] bytes, int from, int to) {
        int lead = bytes[from] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (from + length > to || !isSecondByte(lead, bytes[from + 1] & 0xFF)) {
            return 0;
        }
        for (int i = from + 2; i < from + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The character that begins at an index, whose length is known. */
    static int codePointAt(byte[] bytes, int from, int length) {
        return switch (length) {
            case 1 -> bytes[from];
            case 2 -> (bytes[from] & 0x1F) << 6 | tail(bytes[from + 1]);
            case 3 -> (bytes[from] & 0x0F) << 12 | tail(bytes[from + 1]) << 6 | tail(bytes[from + 2]);
            default ->
                (bytes[from] & 0x07) << 18
                        | tail(bytes[from + 1]) << 12
                        | tail(bytes[from + 2]) << 6
                        | tail(bytes[from + 3]);
        };
    }

    /** The second byte is where overlong forms, surrogates and what lies beyond Unicode are told apart. */
    private static boolean isSecondByte(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }

    private static int tail(byte b) {
        return b & 0x3F;
    }
}
