package io.remotelog.protocol.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

/**
 * Reads a file of certificates or of a secret, whole. What fails names the file, and what it is to be.
 *
 * @param what what is in it, for messages, such as {@code TLS key}
 * @param path where it is
 */
record SmallFile(String what, Path path) {
    /** More than all the CAs of a browser. */
    static final int MAX_BYTES = 1 << 20;

    /** Reads it; more than {@link #MAX_BYTES} are refused. */
    byte[] read() throws IOException {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw bad("is not a file", "a regular file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw bad("has more than " + MAX_BYTES + " bytes", "no more");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw bad("does not exist", "a file that is there", e);
        } catch (AccessDeniedException e) {
            throw bad("permission denied", "a file that this process may read", e);
        }
    }

    /** Whether everyone on the machine can read it; false also where the system does not tell. */
    boolean isReadableByEveryone() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    }

    IOException bad(String got, String want) {
        return bad(got, want, null);
    }

    IOException bad(String got, String want, Throwable cause) {
        return new IOException(this + ": " + got + ", want " + want, cause);
    }

    @Override
    public String toString() {
        return what + " " + path;
    }
}
