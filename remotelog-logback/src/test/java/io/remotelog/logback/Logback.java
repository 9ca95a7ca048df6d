package io.remotelog.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Logback of its own, configured by a file among the test's resources. */
final class Logback implements AutoCloseable {
    private final LoggerContext context = new LoggerContext();

    private Logback(URL file, Map<String, String> variables) throws JoranException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        variables.forEach(context::putProperty);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(file);
    }

    /** With the variable {@code master}. */
    static Logback of(String file, int port) throws JoranException {
        return of(file, Map.of("master", "127.0.0.1:" + port));
    }

    static Logback of(String file, Map<String, String> variables) throws JoranException {
        return new Logback(Logback.class.getResource("/" + file), variables);
    }

    /** By a file that is elsewhere. */
    static Logback of(Path file) throws Exception {
        return new Logback(file.toUri().toURL(), Map.of());
    }

    Logger logger(String name) {
        return context.getLogger(name);
    }

    void mdc(String key, String value) {
        context.getMDCAdapter().put(key, value);
    }

    /** The statuses from warnings on. */
    List<String> trouble() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() >= Status.WARN)
                .map(Status::getMessage)
                .toList();
    }

    @Override
    public void close() {
        context.stop();
    }
}
