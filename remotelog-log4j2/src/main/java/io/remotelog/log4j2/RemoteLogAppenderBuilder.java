package io.remotelog.log4j2;

import io.remotelog.sdk.appender.AppenderConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.validation.constraints.Required;
import org.apache.logging.log4j.core.util.Builder;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Makes a {@link RemoteLogAppender} of the attributes that Log4j read. All are texts, so that a wrong one is told in our words;
 * {@link AppenderConfig} says what each means.
 */
public final class RemoteLogAppenderBuilder implements Builder<RemoteLogAppender> {
    private static final Logger LOGGER = StatusLogger.getLogger();

    @PluginBuilderAttribute
    @Required(message = "a RemoteLog appender has a name")
    private String name;

    @PluginElement("Filter")
    private Filter filter;

    @PluginBuilderAttribute
    private String master;

    @PluginBuilderAttribute
    private String env;

    @PluginBuilderAttribute
    private String sys;

    @PluginBuilderAttribute
    private String includeCallerData;

    @PluginBuilderAttribute
    private String whenFull;

    @PluginBuilderAttribute
    private String spill;

    @PluginBuilderAttribute
    private String ack;

    @PluginBuilderAttribute
    private String deadline;

    @PluginBuilderAttribute
    private String maxUnansweredRecords;

    @PluginBuilderAttribute
    private String maxUnansweredBytes;

    @PluginBuilderAttribute
    private String maxPayloadBytes;

    @PluginBuilderAttribute
    private String linger;

    @PluginBuilderAttribute
    private String maxBatchBytes;

    @PluginBuilderAttribute
    private String compression;

    @PluginBuilderAttribute
    private String shutdownWait;

    @PluginBuilderAttribute
    private String tls;

    @PluginBuilderAttribute
    private String tlsCa;

    @PluginBuilderAttribute
    private String tlsCert;

    @PluginBuilderAttribute
    private String tlsKey;

    @PluginBuilderAttribute
    private String tokenFile;

    @PluginBuilderAttribute
    private String insecure;

    RemoteLogAppenderBuilder() {}

    /** Makes the appender; null if an attribute is wrong, which is told. */
    @Override
    public RemoteLogAppender build() {
        try {
            return new RemoteLogAppender(name, filter, AppenderConfig.of(properties()));
        } catch (IllegalArgumentException | IOException e) {
            LOGGER.error("appender {} does not start: {}", name, e.getMessage());
            return null;
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("master", master);
        properties.put("env", env);
        properties.put("sys", sys);
        properties.put("includeCallerData", includeCallerData);
        properties.put("whenFull", whenFull);
        properties.put("spill", spill);
        properties.put("ack", ack);
        properties.put("deadline", deadline);
        properties.put("maxUnansweredRecords", maxUnansweredRecords);
        properties.put("maxUnansweredBytes", maxUnansweredBytes);
        properties.put("maxPayloadBytes", maxPayloadBytes);
        properties.put("linger", linger);
        properties.put("maxBatchBytes", maxBatchBytes);
        properties.put("compression", compression);
        properties.put("shutdownWait", shutdownWait);
        properties.put("tls", tls);
        properties.put("tlsCa", tlsCa);
        properties.put("tlsCert", tlsCert);
        properties.put("tlsKey", tlsKey);
        properties.put("tokenFile", tokenFile);
        properties.put("insecure", insecure);
        return properties;
    }

    /** Sets the name. */
    public RemoteLogAppenderBuilder setName(String value) {
        name = value;
        return this;
    }

    /** Sets the filter. */
    public RemoteLogAppenderBuilder setFilter(Filter value) {
        filter = value;
        return this;
    }

    /** Sets {@code master}. */
    public RemoteLogAppenderBuilder setMaster(String value) {
        master = value;
        return this;
    }

    /** Sets {@code env}. */
    public RemoteLogAppenderBuilder setEnv(String value) {
        env = value;
        return this;
    }

    /** Sets {@code sys}. */
    public RemoteLogAppenderBuilder setSys(String value) {
        sys = value;
        return this;
    }

    /** Sets {@code includeCallerData}. */
    public RemoteLogAppenderBuilder setIncludeCallerData(String value) {
        includeCallerData = value;
        return this;
    }

    /** Sets {@code whenFull}. */
    public RemoteLogAppenderBuilder setWhenFull(String value) {
        whenFull = value;
        return this;
    }

    /** Sets {@code spill}. */
    public RemoteLogAppenderBuilder setSpill(String value) {
        spill = value;
        return this;
    }

    /** Sets {@code ack}. */
    public RemoteLogAppenderBuilder setAck(String value) {
        ack = value;
        return this;
    }

    /** Sets {@code deadline}. */
    public RemoteLogAppenderBuilder setDeadline(String value) {
        deadline = value;
        return this;
    }

    /** Sets {@code maxUnansweredRecords}. */
    public RemoteLogAppenderBuilder setMaxUnansweredRecords(String value) {
        maxUnansweredRecords = value;
        return this;
    }

    /** Sets {@code maxUnansweredBytes}. */
    public RemoteLogAppenderBuilder setMaxUnansweredBytes(String value) {
        maxUnansweredBytes = value;
        return this;
    }

    /** Sets {@code maxPayloadBytes}. */
    public RemoteLogAppenderBuilder setMaxPayloadBytes(String value) {
        maxPayloadBytes = value;
        return this;
    }

    /** Sets {@code linger}. */
    public RemoteLogAppenderBuilder setLinger(String value) {
        linger = value;
        return this;
    }

    /** Sets {@code maxBatchBytes}. */
    public RemoteLogAppenderBuilder setMaxBatchBytes(String value) {
        maxBatchBytes = value;
        return this;
    }

    /** Sets {@code compression}. */
    public RemoteLogAppenderBuilder setCompression(String value) {
        compression = value;
        return this;
    }

    /** Sets {@code shutdownWait}. */
    public RemoteLogAppenderBuilder setShutdownWait(String value) {
        shutdownWait = value;
        return this;
    }

    /** Sets {@code tls}. */
    public RemoteLogAppenderBuilder setTls(String value) {
        tls = value;
        return this;
    }

    /** Sets {@code tlsCa}. */
    public RemoteLogAppenderBuilder setTlsCa(String value) {
        tlsCa = value;
        return this;
    }

    /** Sets {@code tlsCert}. */
    public RemoteLogAppenderBuilder setTlsCert(String value) {
        tlsCert = value;
        return this;
    }

    /** Sets {@code tlsKey}. */
    public RemoteLogAppenderBuilder setTlsKey(String value) {
        tlsKey = value;
        return this;
    }

    /** Sets {@code tokenFile}. */
    public RemoteLogAppenderBuilder setTokenFile(String value) {
        tokenFile = value;
        return this;
    }

    /** Sets {@code insecure}. */
    public RemoteLogAppenderBuilder setInsecure(String value) {
        insecure = value;
        return this;
    }
}
