package io.remotelog.sdk;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Tells operators, each thing once in 10 s at most. Any thread.
 *
 * <p>It uses the JDK's own logging: an application that sends its log by this SDK must not have it come back here.
 */
final class Warnings {
    private static final System.Logger LOG = System.getLogger(RemoteLog.class.getName());
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();

    /**
     * Warns.
     *
     * @param thing what is told once in a while: one of a few
     */
    void warn(String thing, String message) {
        long now = System.nanoTime();
        Long last = lastNanos.get(thing);
        if (last == null || now - last >= PAUSE_NANOS) {
            lastNanos.put(thing, now);
            LOG.log(System.Logger.Level.WARNING, message);
        }
    }

    void error(String message, Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, message, failure);
    }

    /** Says that all is well: to operators only if they were told of something else before. */
    void inform(String message) {
        LOG.log(lastNanos.isEmpty() ? System.Logger.Level.DEBUG : System.Logger.Level.INFO, message);
    }
}
