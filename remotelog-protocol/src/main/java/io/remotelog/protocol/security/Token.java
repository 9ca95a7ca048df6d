package io.remotelog.protocol.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret that both sides of a connection have, from a file. It is in no message, log or {@link #toString()}. */
public final class Token {
    /** The shortest: as hex digits, 64 bits. */
    public static final int MIN_BYTES = 16;

    /** The longest. */
    public static final int MAX_BYTES = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Token.class);
    private static final int FIRST_PRINTABLE = 0x21;
    private static final int LAST_PRINTABLE = 0x7e;
    private static final String WANT = "one line of " + MIN_BYTES + " to " + MAX_BYTES
            + " printable ASCII characters without blanks, such as: openssl rand -hex 32";

    private final byte[] bytes;

    private Token(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a token: the one line of a file, {@value #MIN_BYTES} to {@value #MAX_BYTES} printable ASCII characters without
     * blanks, and a newline that is no part of it, or none. A file that everyone can read is warned of.
     *
     * @throws IOException if the file cannot be read, or holds something else; the message names the file, not the content
     */
    public static Token read(Path path) throws IOException {
        SmallFile file = new SmallFile("token file", path);
        byte[] line = withoutNewline(file.read());
        if (line.length < MIN_BYTES || line.length > MAX_BYTES) {
            throw file.bad("has " + line.length + " bytes", WANT);
        }
        for (int i = 0; i < line.length; i++) {
            if (line[i] < FIRST_PRINTABLE || line[i] > LAST_PRINTABLE) {
                throw file.bad("byte " + i + " is not printable ASCII, or a blank", WANT);
            }
        }
        if (file.isReadableByEveryone()) {
            LOG.warn("{} can be read by everyone on this machine: chmod 600 {}", file, path);
        }
        return new Token(line);
    }

    /** Reads the token of an option, if that is given. */
    public static Optional<Token> read(Optional<Path> path) throws IOException {
        return path.isPresent() ? Optional.of(read(path.get())) : Optional.empty();
    }

    private static byte[] withoutNewline(byte[] content) {
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
        }
        return Arrays.copyOf(content, length);
    }

    /** Whether the other side has the same; takes as long wherever they differ. */
    public boolean matches(byte[] shown) {
        return MessageDigest.isEqual(bytes, shown);
    }

    /** Whether the other side has the same; takes as long wherever they differ. */
    public boolean matches(String shown) {
        return matches(shown.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret, to be shown to the other side; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The secret as text, to be shown to the other side. */
    public String secret() {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token token && matches(token.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "a token";
    }
}
