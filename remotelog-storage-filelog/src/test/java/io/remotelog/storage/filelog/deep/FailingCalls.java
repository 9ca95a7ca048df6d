package io.remotelog.storage.filelog.deep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Has calls of a child to the system fail, through {@code failcalls.c}. One thread. */
final class FailingCalls {
    private static final int CALLS = 0;
    private static final int ERROR = CALLS + Integer.BYTES;
    private static final int SKIPS = ERROR + Integer.BYTES;
    private static final int FAILURES = SKIPS + Integer.BYTES;
    private static final int FAILED = FAILURES + Integer.BYTES;
    private static final int PATH = FAILED + Integer.BYTES;
    private static final int BYTES = 80;

    private final Path library;
    private final Path file;
    private final ByteBuffer orders;

    /** Which call; the codes are those of the C program. */
    enum Call {
        WRITE(1),
        SYNC(2),
        TRUNCATE(4),
        OPEN(8),
        RENAME(16),
        MKDIR(32);

        private final int code;

        Call(int code) {
            this.code = code;
        }
    }

    /** With which error; the codes and messages are those of Linux. */
    enum Errno {
        EIO(5, "Input/output error"),
        EACCES(13, "Permission denied"),
        ENOSPC(28, "No space left on device"),
        EROFS(30, "Read-only file system"),
        EDQUOT(122, "Disk quota exceeded"),
        /** None: the call does half of what it was asked for, and says so. */
        SHORT(0, "");

        private final int code;
        private final String message;

        Errno(int code, String message) {
            this.code = code;
            this.message = message;
        }

        /** What the system calls it. */
        String message() {
            return message;
        }

        /** Whether it means that there is no room. */
        boolean isFull() {
            return this == ENOSPC || this == EDQUOT;
        }
    }

    /** Compiles the library, and makes the file through which it is told, in a folder. */
    FailingCalls(Path folder) throws IOException {
        library = Machine.compile(folder, "failcalls.c", "failcalls.so", "-shared", "-fPIC", "-ldl");
        file = Files.write(folder.resolve("failcalls"), new byte[BYTES]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            orders = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES).order(ByteOrder.nativeOrder());
        }
    }

    /** What a child needs in its environment. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "FAILCALLS", file.toString());
    }

    /** Has some calls fail, after some that go through, on paths that hold a text. */
    void fail(Call call, Errno error, String path, int skips, int failures) {
        stop();
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        orders.put(PATH, new byte[BYTES - PATH]);
        orders.put(PATH, text);
        orders.putInt(ERROR, error.code);
        orders.putInt(SKIPS, skips);
        orders.putInt(FAILED, 0);
        orders.putInt(FAILURES, failures);
        orders.putInt(CALLS, call.code);
    }

    /** From now on none fails. */
    void stop() {
        orders.putInt(CALLS, 0);
    }

    /** How many failed since {@link #fail}. */
    int failed() {
        return orders.getInt(FAILED);
    }
}
