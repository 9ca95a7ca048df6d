package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What masters and replicas of this process log, from level INFO on. Any thread. */
final class LogLines implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.remotelog");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    LogLines() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    /** Of the side that serves replicas: a master, or a replica that others copy from. */
    List<String> ofMaster() {
        return of("io.remotelog.protocol.link", "io.remotelog.master");
    }

    /** Of the side that mirrors. */
    List<String> ofReplica() {
        return of("io.remotelog.replica");
    }

    private List<String> of(String... sources) {
        return lines.list.stream()
                .filter(line -> Stream.of(sources).anyMatch(line.getLoggerName()::startsWith))
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    /** Waits until the master's side has logged a line that has these parts. */
    void awaitMaster(String... parts) {
        awaitLine(parts, "io.remotelog.protocol.link", "io.remotelog.master");
    }

    /** Waits until the replica has logged a line that has these parts. */
    void awaitReplica(String... parts) {
        awaitLine(parts, "io.remotelog.replica");
    }

    private void awaitLine(String[] parts, String... sources) {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(of(sources))
                        .anySatisfy(line -> assertThat(line).contains(parts)));
    }

    void forget() {
        lines.list.clear();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}
