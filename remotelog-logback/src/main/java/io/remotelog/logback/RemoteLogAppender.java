package io.remotelog.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.remotelog.sdk.appender.AppenderConfig;
import io.remotelog.sdk.appender.EventSender;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends events of Logback to a master. {@link io.remotelog.sdk.appender.AppLogLine} says what becomes of an event,
 * {@link AppenderConfig} what each property means, and {@link EventSender} which events are left out.
 *
 * <p>A property that is wrong is told as an error among Logback's statuses. The appender does not start then; the application does.
 * What did not reach the master is told there as a warning.
 *
 * <p>Stopping waits for the answers due, {@code shutdownWait} at most. Logback stops at the end of the process only if the
 * configuration has a {@code <shutdownHook/>}, or the application stops the {@code LoggerContext}.
 */
public final class RemoteLogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final Map<String, String> properties = new HashMap<>();
    private AppenderConfig config;
    private EventSender sender;

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        try {
            config = AppenderConfig.of(properties);
            sender = EventSender.start(config, this::addWarn);
        } catch (IllegalArgumentException | IOException e) {
            addError("appender " + getName() + " does not start: " + e.getMessage());
            return;
        }
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        sender.append(
                event.getLoggerName(),
                event.getThreadName(),
                line -> LogbackLine.fill(line, event, config.includeCallerData()));
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        sender.close(config.shutdownWait());
    }

    /** Sets {@code master}. */
    public void setMaster(String value) {
        properties.put("master", value);
    }

    /** Sets {@code env}. */
    public void setEnv(String value) {
        properties.put("env", value);
    }

    /** Sets {@code sys}. */
    public void setSys(String value) {
        properties.put("sys", value);
    }

    /** Sets {@code includeCallerData}. */
    public void setIncludeCallerData(String value) {
        properties.put("includeCallerData", value);
    }

    /** Sets {@code whenFull}. */
    public void setWhenFull(String value) {
        properties.put("whenFull", value);
    }

    /** Sets {@code spill}. */
    public void setSpill(String value) {
        properties.put("spill", value);
    }

    /** Sets {@code ack}. */
    public void setAck(String value) {
        properties.put("ack", value);
    }

    /** Sets {@code deadline}. */
    public void setDeadline(String value) {
        properties.put("deadline", value);
    }

    /** Sets {@code maxUnansweredRecords}. */
    public void setMaxUnansweredRecords(String value) {
        properties.put("maxUnansweredRecords", value);
    }

    /** Sets {@code maxUnansweredBytes}. */
    public void setMaxUnansweredBytes(String value) {
        properties.put("maxUnansweredBytes", value);
    }

    /** Sets {@code maxPayloadBytes}. */
    public void setMaxPayloadBytes(String value) {
        properties.put("maxPayloadBytes", value);
    }

    /** Sets {@code linger}. */
    public void setLinger(String value) {
        properties.put("linger", value);
    }

    /** Sets {@code maxBatchBytes}. */
    public void setMaxBatchBytes(String value) {
        properties.put("maxBatchBytes", value);
    }

    /** Sets {@code compression}. */
    public void setCompression(String value) {
        properties.put("compression", value);
    }

    /** Sets {@code shutdownWait}. */
    public void setShutdownWait(String value) {
        properties.put("shutdownWait", value);
    }

    /** Sets {@code tls}. */
    public void setTls(String value) {
        properties.put("tls", value);
    }

    /** Sets {@code tlsCa}. */
    public void setTlsCa(String value) {
        properties.put("tlsCa", value);
    }

    /** Sets {@code tlsCert}. */
    public void setTlsCert(String value) {
        properties.put("tlsCert", value);
    }

    /** Sets {@code tlsKey}. */
    public void setTlsKey(String value) {
        properties.put("tlsKey", value);
    }

    /** Sets {@code tokenFile}. */
    public void setTokenFile(String value) {
        properties.put("tokenFile", value);
    }

    /** Sets {@code insecure}. */
    public void setInsecure(String value) {
        properties.put("insecure", value);
    }
}
