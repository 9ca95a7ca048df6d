package io.remotelog.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a process at work until it is told to stop (SIGTERM, Ctrl-C), then closes its parts before it ends. */
final class UntilStopped {
    private static final Logger LOG = LoggerFactory.getLogger(UntilStopped.class);

    private UntilStopped() {}

    /**
     * Sees to it that the parts are closed, in their order, when the process is told to stop.
     *
     * <p>The process then ends as the signal has it, or with 1 if something could not be closed.
     */
    static void closeWhenStopped(List<Closeable> parts) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(parts), "remotelog-stop"));
    }

    /** Does not return. */
    static int await() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }

    private static void stop(List<Closeable> parts) {
        LOG.info("stopping: commits what was taken in, then ends");
        if (!closeAll(parts)) {
            // The exit code would tell of the signal only.
            Runtime.getRuntime().halt(1);
        }
        LOG.info("stopped");
    }

    /** Closes every part, also after one that could not be. */
    static boolean closeAll(List<Closeable> parts) {
        boolean closed = true;
        for (Closeable part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                closed = false;
                LOG.error("while stopping: {}", Failures.describe(e), e);
            }
        }
        return closed;
    }
}
