package io.remotelog.cli;

import io.remotelog.api.Days;
import io.remotelog.api.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Prints {@code DATE ID TIME TYPE PAYLOAD} on one line, whatever the payload holds.
 *
 * <p>The payload is shown as UTF-8. Escaped are: a backslash as {@code \\}; newline, return and tab as {@code \n},
 * {@code \r} and {@code \t}; a byte that is no UTF-8, and an ASCII control character, as {@code \xHH}; and other
 * {@linkplain TerminalRisks risks} as {@code \}{@code uHHHH}. So the bytes can be had back from the line.
 */
final class TextFormat implements RecordFormat {
    private static final HexFormat HEX = HexFormat.of();

    private final PayloadBytes bytes = new PayloadBytes();

    @Override
    public void write(LogRecord record, OutputStream out) throws IOException {
        String head =
                Days.format(record.day()) + ' ' + record.id() + ' ' + record.epochSeconds() + ' ' + record.type() + ' ';
        writeAscii(head, out);
        bytes.take(record.payload());
        writeEscaped(bytes.array(), bytes.length(), out);
        out.write('\n');
    }

    /** A text as a payload is printed: in one line. */
    static String escape(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        try {
            writeEscaped(bytes, bytes.length, out);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void writeEscaped(byte[] text, int to, OutputStream out) throws IOException {
        int plainFrom = 0;
        int at = 0;
        while (at < to) {
            if (isPlain(text[at])) {
                at++;
                continue;
            }
            int length = Utf8.lengthAt(text, at, to);
            int codePoint = length == 0 ? -1 : Utf8.codePointAt(text, at, length);
            if (length > 1 && !TerminalRisks.isRisk(codePoint)) {
                at += length;
                continue;
            }
            out.write(text, plainFrom, at - plainFrom);
            writeAscii(length > 1 ? "\\u" + HEX.toHexDigits((short) codePoint) : escape(text[at]), out);
            at += Math.max(length, 1);
            plainFrom = at;
        }
        out.write(text, plainFrom, to - plainFrom);
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b < 0x7F && b != '\\';
    }

    private static String escape(byte b) {
        return switch (b) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\x" + HEX.toHexDigits(b);
        };
    }

    private static void writeAscii(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
