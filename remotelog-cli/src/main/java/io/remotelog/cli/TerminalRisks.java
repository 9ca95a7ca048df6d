package io.remotelog.cli;

/** Knows the characters that would break a line in two, steer a terminal, or show text in another order. */
final class TerminalRisks {
    private TerminalRisks() {}

    static boolean isRisk(int codePoint) {
        return Character.isISOControl(codePoint) || isSeparator(codePoint) || isBidiControl(codePoint);
    }

    private static boolean isSeparator(int codePoint) {
        return codePoint == 0x2028 || codePoint == 0x2029;
    }

    private static boolean isBidiControl(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
