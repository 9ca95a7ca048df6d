package io.remotelog.cli;

import java.util.function.Supplier;

/**
 * Tells on standard error how far a command got that is told to stop (SIGTERM, Ctrl-C) while it works.
 *
 * <p>The process ends as the signal has it.
 */
final class StopNotice {
    private final Thread hook;

    private StopNotice(Thread hook) {
        this.hook = hook;
    }

    /** From now on, until it is closed. */
    static StopNotice begin(Supplier<String> howFar) {
        Thread hook = new Thread(() -> System.err.println(howFar.get()), "remotelog-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopNotice(hook);
    }

    /** The work is done. */
    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and it is told.
        }
    }
}
