package io.remotelog.log4j2;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** A Log4j of its own, configured by a file among the test's resources, whose variables are system properties. */
final class Log4j implements AutoCloseable {
    private final LoggerContext context;
    private final Set<String> variables;
    private final Told told = new Told();

    private Log4j(URI file, Map<String, String> variables) {
        this.variables = Set.copyOf(variables.keySet());
        variables.forEach(System::setProperty);
        StatusLogger.getLogger().registerListener(told);
        context = new LoggerContext("test", null, file);
        context.start();
    }

    /** With the variable {@code master}. */
    static Log4j of(String file, int port) throws Exception {
        return of(file, Map.of("master", "127.0.0.1:" + port));
    }

    static Log4j of(String file, Map<String, String> variables) throws Exception {
        return new Log4j(Log4j.class.getResource("/" + file).toURI(), variables);
    }

    /** By a file that is elsewhere. */
    static Log4j of(Path file) {
        return new Log4j(file.toUri(), Map.of());
    }

    Logger logger(String name) {
        return context.getLogger(name);
    }

    Kept kept() {
        return context.getConfiguration().getAppender("KEPT");
    }

    /** What Log4j said of appenders that it prints without being asked to: errors. */
    List<String> trouble() {
        return List.copyOf(told.messages);
    }

    @Override
    public void close() {
        context.close();
        StatusLogger.getLogger().removeListener(told);
        variables.forEach(System::clearProperty);
    }

    private static final class Told implements StatusListener {
        private final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void log(StatusData data) {
            messages.add(data.getMessage().getFormattedMessage());
        }

        @Override
        public Level getStatusLevel() {
            return Level.ERROR;
        }

        @Override
        public void close() {}
    }
}
