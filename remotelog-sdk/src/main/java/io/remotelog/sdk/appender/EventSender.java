package io.remotelog.sdk.appender;

import io.remotelog.protocol.RecordTypes;
import io.remotelog.sdk.CloseReport;
import io.remotelog.sdk.RemoteLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends the events of an appender. Any thread appends.
 *
 * <p>Appending throws nothing, and waits as {@code whenFull} has it, which is not at all by default. What does not get through is counted
 * and told, with a later event or at the end.
 *
 * <p><b>No recursion.</b> Three things are left out: what loggers below {@code io.remotelog} say; what loggers of gRPC, Netty and
 * the other libraries of sending say on threads that send; and what is logged by an append, on its thread.
 */
public final class EventSender {
    private static final String OWN_LOGGERS = "io.remotelog.";
    private static final List<String> LIBRARY_LOGGERS =
            List.of("io.grpc.", "io.netty.", "io.perfmark.", "com.google.", "net.openhft.");
    private static final List<String> SENDING_THREADS = List.of("remotelog-", "grpc-");

    /** Set while an append is under way; of all appenders, as one could log to another. */
    private static final ThreadLocal<Boolean> APPENDING = new ThreadLocal<>();

    private final AppenderConfig config;
    private final ZoneId zone;
    private final RemoteLog log;
    private final LossReport losses;

    private EventSender(AppenderConfig config, ZoneId zone, RemoteLog log, LossReport losses) {
        this.config = config;
        this.zone = zone;
        this.log = log;
        this.losses = losses;
    }

    /**
     * Begins. The master is connected to when the first event comes.
     *
     * @param told takes a sentence now and then that an operator should see; on any thread that appends, so it must not block
     * @throws IllegalArgumentException if nothing on the class path knows the spill, or an option of it
     * @throws IOException if a file of TLS, or the spill, cannot be used; the message names it
     */
    public static EventSender start(AppenderConfig config, Consumer<String> told) throws IOException {
        RemoteLog log;
        try {
            log = RemoteLog.connect(config.log());
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
        String master = config.log().host() + ":" + config.log().port();
        return new EventSender(config, ZoneId.systemDefault(), log, new LossReport(System::nanoTime, master, told));
    }

    /**
     * Sends an event, unless it is one of those that are left out.
     *
     * @param logger the name of the logger
     * @param thread the name of the thread that logged; it need not be this one
     * @param fill tells what the event is
     */
    public void append(String logger, String thread, Consumer<AppLogLine> fill) {
        if (isOfSending(logger, thread) || APPENDING.get() != null) {
            return;
        }
        APPENDING.set(true);
        try {
            losses.look(!send(logger, thread, fill), log::status);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // Of the event's own objects, which are the application's: its log call must not fail by them.
            losses.failed(e);
        } finally {
            APPENDING.remove();
        }
    }

    private boolean send(String logger, String thread, Consumer<AppLogLine> fill) {
        AppLogLine line = new AppLogLine(zone, config.log().maxPayloadBytes())
                .from(config.env(), config.sys())
                .origin(logger, thread);
        fill.accept(line);
        return log.log(RecordTypes.APP, ByteBuffer.wrap(line.build().toByteArray()));
    }

    private static boolean isOfSending(String logger, String thread) {
        return logger.startsWith(OWN_LOGGERS)
                || (LIBRARY_LOGGERS.stream().anyMatch(logger::startsWith)
                        && SENDING_THREADS.stream().anyMatch(thread::startsWith));
    }

    /**
     * Takes no more events, waits for the answers due, and tells what did not get through. An interrupt does not shorten the
     * wait, and is kept for the caller.
     *
     * @param wait how long at most; a connection that does not end in time may take some seconds more
     */
    public void close(Duration wait) {
        // Closing gives up at once on a thread that is interrupted, and applications are often stopped by one.
        boolean interrupted = Thread.interrupted();
        try {
            CloseReport report = log.close(wait);
            losses.end(report);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
