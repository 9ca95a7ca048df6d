package io.remotelog.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.sdk.appender.AppenderConfig;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of a Log4j that is configured by a file, in the log of a master. */
@Timeout(60)
final class RemoteLogAppenderTest {
    @Test
    void eventIsALineWithAllThatItHas() throws Exception {
        Exception failure = new IllegalStateException("card refused", new java.io.IOException("no route"));
        failure.addSuppressed(new ArithmeticException("rounding"));
        try (ReceivingMaster master = ReceivingMaster.start();
                Log4j log4j = Log4j.of("everything.xml", master.port());
                CloseableThreadContext.Instance context = CloseableThreadContext.put("logger", "not the logger")
                        .put("order", "17")
                        .push("checkout")
                        .push("card")) {
            Marker payment = MarkerManager.getMarker("PAYMENT").setParents(MarkerManager.getMarker("AUDIT"));

            log4j.logger("com.example.Shop")
                    .atWarn()
                    .withMarker(payment)
                    .withThrowable(failure)
                    .log("order {} of {}", 17, "Ä🙂");

            AppLogData line = master.lines(1).get(0);
            assertThat(context).isNotNull();
            assertThat(line.getLevel()).isEqualTo("WARN");
            assertThat(line.getMessage()).isEqualTo("order 17 of Ä🙂");
            assertThat(line.getEnv()).isEqualTo("staging");
            assertThat(line.getSys()).isEqualTo("shop");
            assertThat(line.getFile()).matches("RemoteLogAppenderTest.java:[0-9]+");
            assertThat(line.getFunc())
                    .isEqualTo(RemoteLogAppenderTest.class.getName() + ".eventIsALineWithAllThatItHas");
            assertThat(line.getDataMap())
                    .contains(
                            entry("logger", "com.example.Shop"),
                            entry("thread", Thread.currentThread().getName()),
                            entry("markers", "PAYMENT,AUDIT"),
                            entry("mdc.order", "17"),
                            entry("mdc.logger", "not the logger"),
                            entry("ndc", "checkout,card"),
                            entry("exception.class", "java.lang.IllegalStateException"),
                            entry("exception.message", "card refused"))
                    .hasSize(9);
            assertThat(line.getDataMap().get("exception.stack"))
                    .startsWith("java.lang.IllegalStateException: card refused\n\tat "
                            + getClass().getName())
                    .contains("\tSuppressed: java.lang.ArithmeticException: rounding\n")
                    .contains("\nCaused by: java.io.IOException: no route\n");
        }
    }

    @Test
    void timeIsThatOfTheEventInTheZoneOfTheApplication() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start();
                Log4j log4j = Log4j.of("plain.xml", master.port())) {
            Instant before = Instant.now();
            log4j.logger("app").info("now");
            Instant after = Instant.now();

            AppLogData line = master.lines(1).get(0);
            Instant time = Instant.ofEpochSecond(0, line.getTimeInt64());
            assertThat(time).isBetween(before.minusMillis(1), after);
            DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
            assertThat(line.getTime()).isEqualTo(format.format(LocalDateTime.ofInstant(time, ZoneId.systemDefault())));
        }
    }

    @Test
    void eachLevelHasItsName() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start();
                Log4j log4j = Log4j.of("everything.xml", master.port())) {
            Logger logger = log4j.logger("app");
            logger.trace("1");
            logger.debug("2");
            logger.info("3");
            logger.warn("4");
            logger.fatal("5");
            logger.setLevel(Level.ERROR);
            logger.warn("left out");
            logger.error("6");

            assertThat(master.lines(6))
                    .extracting(AppLogData::getLevel)
                    .containsExactly("TRACE", "DEBUG", "INFO", "WARN", "FATAL", "ERROR");
        }
    }

    @Test
    void plainEventHasLoggerAndThreadOnly() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start();
                Log4j log4j = Log4j.of("plain.xml", master.port())) {
            log4j.logger("app").info("plain");

            AppLogData line = master.lines(1).get(0);
            assertThat(line.getDataMap()).containsOnlyKeys("logger", "thread");
            assertThat(List.of(line.getEnv(), line.getSys(), line.getFile(), line.getFunc()))
                    .containsOnly("");
        }
    }

    @Test
    void manyThreadsLoseNothingAndKeepTheirOrder() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start();
                Log4j log4j = Log4j.of("blocking.xml", master.port())) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Logger logger = log4j.logger("app");
                threads.add(new Thread(
                        () -> IntStream.range(0, 500).forEach(i -> logger.info("{}", i)), "worker-" + t));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }

            Map<String, List<String>> byThread = new HashMap<>();
            for (AppLogData line : master.lines(4_000)) {
                byThread.computeIfAbsent(line.getDataMap().get("thread"), name -> new ArrayList<>())
                        .add(line.getMessage());
            }
            assertThat(byThread)
                    .hasSize(8)
                    .allSatisfy((name, messages) -> assertThat(messages).isEqualTo(numbers(500)));
        }
    }

    @Test
    void whatIsLoggedWhileTheMasterIsDownComesLater() throws Exception {
        int port = ReceivingMaster.freePort();
        try (Log4j log4j = Log4j.of("plain.xml", port)) {
            IntStream.range(0, 100).forEach(i -> log4j.logger("app").info("{}", i));
            try (ReceivingMaster master = ReceivingMaster.start(port)) {
                assertThat(master.messages(100)).isEqualTo(numbers(100));
            }
        }
    }

    @Test
    void stopSendsWhatWaits() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start()) {
            Log4j log4j = Log4j.of("plain.xml", master.port());
            IntStream.range(0, 5_000).forEach(i -> log4j.logger("app").info("{}", i));
            log4j.close();

            assertThat(master.lines()).hasSize(5_000);
            assertThat(log4j.trouble()).isEmpty();
        }
    }

    @Test
    void interruptedThreadThatStopsSendsWhatWaits() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start()) {
            Log4j log4j = Log4j.of("plain.xml", master.port());
            IntStream.range(0, 5_000).forEach(i -> log4j.logger("app").info("{}", i));
            Thread.currentThread().interrupt();
            log4j.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(master.lines()).hasSize(5_000);
        }
    }

    @Test
    void endOfTheProcessSendsWhatWaits() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start();
                Application application = Application.start("trace.xml", master.port())) {
            application.log(numbers(2_000).toArray(String[]::new));
            application.end();

            assertThat(master.lines()).extracting(AppLogData::getMessage).isEqualTo(numbers(2_000));
        }
    }

    @Test
    void nobodyWaitsForAMasterThatIsDownAndLossesAreTold() throws Exception {
        Log4j log4j = Log4j.of("impatient.xml", ReceivingMaster.freePort());
        long begin = System.nanoTime();
        IntStream.range(0, 10_000).forEach(i -> log4j.logger("app").info("{}", i));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(log4j.trouble())
                .singleElement()
                .asString()
                .contains("does not have, since it began: ", " dropped, as there was no room for them");
        log4j.close();

        assertThat(log4j.trouble())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("in all: 9990 dropped, as there was no room for them, 10 given up before they were sent");
    }

    @Test
    void whatTheSdkAndItsLibrariesLogIsNotSent() throws Exception {
        int port = ReceivingMaster.freePort();
        try (Application application = Application.start("trace.xml", port)) {
            application.log("while the master is down");
            List<String> output = application.outputUntil("io.remotelog.sdk.RemoteLog ");
            try (ReceivingMaster master = ReceivingMaster.start(port)) {
                application.log("while it is up");
                master.lines(2);
                output.addAll(application.end());

                assertThat(master.lines())
                        .extracting(AppLogData::getMessage)
                        .containsExactly("while the master is down", "while it is up");
                assertThat(output)
                        .anyMatch(line -> line.startsWith("io.netty."))
                        .anyMatch(line -> line.startsWith("io.grpc."));
            }
        }
    }

    @Test
    void nextStartSendsWhatIsInTheSpill(@TempDir Path folder) throws Exception {
        int port = ReceivingMaster.freePort();
        Map<String, String> variables = Map.of("master", "127.0.0.1:" + port, "spill", "filelog:" + folder);
        Log4j first = Log4j.of("spilling.xml", variables);
        IntStream.range(0, 5_000).forEach(i -> first.logger("app").info("{}", i));
        first.close();
        assertThat(first.trouble())
                .singleElement()
                .asString()
                .endsWith("events in the spill, which the next start sends to master 127.0.0.1:" + port + ": 5000");

        try (ReceivingMaster master = ReceivingMaster.start(port);
                Log4j second = Log4j.of("spilling.xml", variables)) {
            second.logger("app").info("5000");

            assertThat(master.messages(5_001)).isEqualTo(numbers(5_001));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "master | '' | master '', want HOST:PORT",
                "master | nowhere | master 'nowhere', want HOST:PORT",
                "includeCallerData | maybe | includeCallerData 'maybe', want true or false",
                "whenFull | wait | whenFull 'wait', want block, drop or spill",
                "whenFull | spill | whenFull 'spill', want block or drop, or spill to be given",
                "spill | tape:/spool | no provider of scheme 'tape'",
                "ack | soon | ack 'soon', want written, durable or replicated:N",
                "deadline | 10 | deadline '10', want a number with ms, s, m or h",
                "maxUnansweredRecords | 0 | maxUnansweredRecords '0', want 1 to",
                "maxUnansweredBytes | 1000 | maxUnansweredBytes '1000', want 8388608 to",
                "maxPayloadBytes | 1000 | maxPayloadBytes '1000', want 262144 to 16777173",
                "linger | 2s | linger PT2S, want 0 to 1 s",
                "maxBatchBytes | many | maxBatchBytes 'many', want 1 to 4194304",
                "compression | gzip | compression 'gzip', want true or false",
                "shutdownWait | 1h | shutdownWait PT1H, want 0 to 10 minutes",
                "tls | yes | tls 'yes', want true or false",
                "tlsCa | /nowhere/ca.pem | tlsCa '/nowhere/ca.pem', want a file that can be read",
                "tlsCert | pom.xml | tlsCert and tlsKey go together",
                "tlsKey | pom.xml | tlsCert and tlsKey go together",
                "tokenFile | /nowhere/token | tokenFile '/nowhere/token', want a file that can be read",
                "insecure | 1 | insecure '1', want true or false",
            })
    void wrongPropertyIsToldAndTheApplicationGoesOn(String property, String value, String told) throws Exception {
        Map<String, String> properties = new HashMap<>(Map.of("master", "127.0.0.1:1235"));
        properties.put(property, value);
        try (Log4j log4j = Log4j.of("settings.xml", properties)) {
            Logger root = log4j.logger("");
            assertThat(log4j.trouble().get(0))
                    .startsWith("appender REMOTE does not start: ")
                    .contains(told);

            root.info("goes on");

            assertThat(log4j.kept().messages()).containsExactly("goes on");
            assertThat(log4j.trouble()).noneMatch(line -> line.contains("xception"));
        }
    }

    @Test
    void everyPropertyCanBeSet() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start()) {
            Map<String, String> properties = new HashMap<>(Map.of(
                    "master", "localhost:" + master.port(),
                    "env", "staging",
                    "sys", "shop",
                    "includeCallerData", "true",
                    "whenFull", "block",
                    "ack", "written",
                    "deadline", "30s"));
            properties.putAll(Map.of(
                    "maxUnansweredRecords", "1000",
                    "maxUnansweredBytes", "1000000",
                    "maxPayloadBytes", "300000",
                    "linger", "5ms",
                    "maxBatchBytes", "100000",
                    "compression", "true",
                    "shutdownWait", "1s",
                    "insecure", "true"));
            try (Log4j log4j = Log4j.of("settings.xml", properties)) {
                assertThat(log4j.trouble()).isEmpty();
                log4j.logger("app").info("x".repeat(400_000));

                assertThat(master.lines(1).get(0).getSerializedSize()).isBetween(299_900, 300_000);
            }
        }
    }

    @Test
    void thereIsAnAttributeForEveryProperty() {
        assertThat(RemoteLogAppenderBuilder.class.getDeclaredFields())
                .extracting(Field::getName)
                .containsAll(AppenderConfig.PROPERTIES);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
