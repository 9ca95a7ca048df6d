package io.remotelog.log4j2;

import io.remotelog.sdk.appender.AppenderConfig;
import io.remotelog.sdk.appender.EventSender;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;

/**
 * Sends events of Log4j to a master: {@code <RemoteLog name="..." master="HOST:PORT"/>} among the appenders.
 * {@link io.remotelog.sdk.appender.AppLogLine} says what becomes of an event, {@link AppenderConfig} what each attribute means, and
 * {@link EventSender} which events are left out.
 *
 * <p>An attribute that is wrong is told as an error in Log4j's status log. There is no such appender then; the application starts.
 * What did not reach the master is told there as an error, too: of itself Log4j prints nothing less.
 *
 * <p>Stopping waits for the answers due: {@code shutdownWait} at most, or the {@code shutdownTimeout} of Log4j, if that is shorter
 * and not zero. Log4j stops at the end of the process by itself.
 */
@Plugin(name = "RemoteLog", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE)
public final class RemoteLogAppender extends AbstractAppender {
    private final AppenderConfig config;
    private volatile EventSender sender;

    RemoteLogAppender(String name, Filter filter, AppenderConfig config) {
        // Exceptions are ignored: there are none.
        super(name, filter, null, true, Property.EMPTY_ARRAY);
        this.config = config;
    }

    /** Begins to make one, of what the configuration says. */
    @PluginBuilderFactory
    public static RemoteLogAppenderBuilder newBuilder() {
        return new RemoteLogAppenderBuilder();
    }

    /** Whether Log4j is to find out who logged. */
    @Override
    public boolean requiresLocation() {
        return config.includeCallerData();
    }

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        try {
            sender = EventSender.start(config, text -> LOGGER.error("appender {}: {}", getName(), text));
        } catch (IllegalArgumentException | IOException e) {
            LOGGER.error("appender {} does not start: {}", getName(), e.getMessage());
            return;
        }
        super.start();
    }

    @Override
    public void append(LogEvent event) {
        EventSender started = sender;
        if (started == null) {
            // It could not start, which was told; Log4j gives it events all the same.
            return;
        }
        // The root logger has no name.
        started.append(
                event.getLoggerName() == null ? "" : event.getLoggerName(),
                event.getThreadName(),
                line -> Log4jLine.fill(line, event, config.includeCallerData()));
    }

    @Override
    public boolean stop(long timeout, TimeUnit unit) {
        if (!isStarted()) {
            return true;
        }
        setStopping();
        Duration wait = config.shutdownWait();
        Duration asked = Duration.of(timeout, unit.toChronoUnit());
        sender.close(asked.isZero() || asked.compareTo(wait) > 0 ? wait : asked);
        boolean stopped = super.stop(timeout, unit, false);
        setStopped();
        return stopped;
    }
}
