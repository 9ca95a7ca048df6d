package io.remotelog.sdk.appender;

import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.protocol.security.ClientTlsFiles;
import io.remotelog.protocol.security.KeyFiles;
import io.remotelog.protocol.security.Token;
import io.remotelog.sdk.Ack;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a configuration file can say of an appender. Durations are numbers with {@code ms}, {@code s}, {@code m} or {@code h}.
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><th>name</th><th>default</th><th>what it is</th></tr>
 * <tr><td>{@code master}</td><td>none, it must be given</td><td>{@code HOST:PORT}, where the master takes records</td></tr>
 * <tr><td>{@code env}</td><td>empty</td><td>what {@code Env} of each record is, such as {@code production}</td></tr>
 * <tr><td>{@code sys}</td><td>empty</td><td>what {@code Sys} of each record is: the application, and perhaps the machine</td></tr>
 * <tr><td>{@code includeCallerData}</td><td>{@code false}</td><td>whether file, line and method that logged are sent, too: it takes the
 *     application's threads a walk over their stack an event</td></tr>
 * <tr><td>{@code whenFull}</td><td>{@code spill} if there is one, else {@code drop}</td><td>what becomes of an event without room in
 *     memory: {@code drop}, so the application never waits; {@code block}: it waits, at most for {@code deadline}; {@code spill}:
 *     events go to disk, and it waits only for a disk that is slower than it, at most 1 s</td></tr>
 * <tr><td>{@code spill}</td><td>none</td><td>a store that events go to while the master does not take them, such as
 *     {@code filelog:/var/spool/app?fsync=interval=1s}; they are sent when it does, also by the next start. Of one process at a time.
 *     Its module (remotelog-storage-filelog, with the flags for the JVM) has to be on the class path</td></tr>
 * <tr><td>{@code ack}</td><td>{@code durable}</td><td>when the master is to answer: {@code written}, {@code durable}, or
 *     {@code replicated:N}, when N replicas have it, too, which it waits 5 s for</td></tr>
 * <tr><td>{@code deadline}</td><td>{@code 1m}</td><td>how long an event is kept for a master that cannot be reached; 1 ms to 1 day. In a spill there is
 *     no such limit</td></tr>
 * <tr><td>{@code maxUnansweredRecords}</td><td>100000</td><td>how many events wait in memory at most</td></tr>
 * <tr><td>{@code maxUnansweredBytes}</td><td>16777216</td><td>how many bytes they have at most; {@code maxPayloadBytes} or more</td></tr>
 * <tr><td>{@code maxPayloadBytes}</td><td>8388608</td><td>longest record, its message is cut to that; 262144 to 16777173, and no more than
 *     the master takes</td></tr>
 * <tr><td>{@code linger}</td><td>{@code 1ms}</td><td>how long an event waits for others to share its batch; 0 to 1 s</td></tr>
 * <tr><td>{@code maxBatchBytes}</td><td>262144</td><td>bytes of a batch; 1 to 4194304</td></tr>
 * <tr><td>{@code compression}</td><td>{@code false}</td><td>whether batches are compressed</td></tr>
 * <tr><td>{@code shutdownWait}</td><td>{@code 5s}</td><td>how long stopping waits for the answers due; 0 to 10 minutes</td></tr>
 * <tr><td>{@code tls}</td><td>{@code false}</td><td>speak TLS; the master's certificate is of a CA that the JDK trusts</td></tr>
 * <tr><td>{@code tlsCa}</td><td>none</td><td>the same, with a CA of this file (PEM)</td></tr>
 * <tr><td>{@code tlsCert}, {@code tlsKey}</td><td>none</td><td>the certificate to show, and its key (PEM); TLS is spoken then</td></tr>
 * <tr><td>{@code tokenFile}</td><td>none</td><td>file with the token to show</td></tr>
 * <tr><td>{@code insecure}</td><td>{@code false}</td><td>the token may go to another machine in clear text</td></tr>
 * </table>
 *
 * @param log how to send
 * @param env what {@code Env} of each record is
 * @param sys what {@code Sys} of each record is
 * @param includeCallerData whether records say who logged
 * @param shutdownWait how long stopping waits for the answers due, 0 to 10 minutes
 */
public record AppenderConfig(
        RemoteLogConfig log, String env, String sys, boolean includeCallerData, Duration shutdownWait) {
    /** The names of all properties. */
    public static final List<String> PROPERTIES = List.of(
            "master",
            "env",
            "sys",
            "includeCallerData",
            "whenFull",
            "spill",
            "ack",
            "deadline",
            "maxUnansweredRecords",
            "maxUnansweredBytes",
            "maxPayloadBytes",
            "linger",
            "maxBatchBytes",
            "compression",
            "shutdownWait",
            "tls",
            "tlsCa",
            "tlsCert",
            "tlsKey",
            "tokenFile",
            "insecure");

    /** The least {@code maxPayloadBytes}: all but the message has room in it. */
    public static final int MIN_PAYLOAD_BYTES = 256 << 10;

    /** Longer than the SDK's: an event is to outlast a restart of the master. */
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(5);
    private static final Duration MAX_SHUTDOWN_WAIT = Duration.ofMinutes(10);
    private static final Duration REPLICATED_WITHIN = Duration.ofSeconds(5);

    private static final String NO_SPILL = "block or drop, or spill to be given, such as filelog:/var/spool/app";

    /** Checks the ranges. */
    public AppenderConfig {
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(env, "env");
        Objects.requireNonNull(sys, "sys");
        if (log.maxPayloadBytes() < MIN_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "maxPayloadBytes " + log.maxPayloadBytes() + ", want " + MIN_PAYLOAD_BYTES + " or more");
        }
        if (shutdownWait.isNegative() || shutdownWait.compareTo(MAX_SHUTDOWN_WAIT) > 0) {
            throw new IllegalArgumentException("shutdownWait " + shutdownWait + ", want 0 to 10 minutes");
        }
    }

    /**
     * Reads the properties of a configuration file.
     *
     * @param properties those that are given; a null or blank one is not
     * @throws IllegalArgumentException if one is wrong; the message names it, what it is, and what is wanted
     * @throws IOException if a file cannot be used; the message names it
     */
    public static AppenderConfig of(Map<String, String> properties) throws IOException {
        SettingTexts texts = new SettingTexts(properties);
        return new AppenderConfig(
                withSecurity(texts, withoutRoom(texts, sending(texts))),
                texts.text("env").orElse(""),
                texts.text("sys").orElse(""),
                texts.flag("includeCallerData"),
                texts.duration("shutdownWait", SHUTDOWN_WAIT));
    }

    private static RemoteLogConfig sending(SettingTexts texts) {
        String master = texts.text("master")
                .orElseThrow(() -> SettingTexts.wrong("master", "", "HOST:PORT, such as log.example.org:1235"));
        RemoteLogConfig defaults = RemoteLogConfig.defaults(master);
        int maxPayloadBytes = texts.number("maxPayloadBytes", MIN_PAYLOAD_BYTES, RemoteLogConfig.PAYLOAD_BYTES_LIMIT)
                .map(Math::toIntExact)
                .orElse(defaults.maxPayloadBytes());
        long maxUnansweredBytes = texts.number("maxUnansweredBytes", maxPayloadBytes, Long.MAX_VALUE)
                .orElse(Math.max(maxPayloadBytes, defaults.maxUnansweredBytes()));
        int maxUnansweredRecords = texts.number("maxUnansweredRecords", 1, Integer.MAX_VALUE)
                .map(Math::toIntExact)
                .orElse(defaults.maxUnansweredRecords());
        int maxBatchBytes = texts.number("maxBatchBytes", 1, RemoteLogConfig.BATCH_BYTES_LIMIT)
                .map(Math::toIntExact)
                .orElse(defaults.maxBatchBytes());
        return defaults.withMaxUnansweredBytes(Math.max(maxUnansweredBytes, defaults.maxPayloadBytes()))
                .withMaxPayloadBytes(maxPayloadBytes)
                .withMaxUnansweredBytes(maxUnansweredBytes)
                .withMaxUnansweredRecords(maxUnansweredRecords)
                .withMaxBatchBytes(maxBatchBytes)
                .withDeadline(texts.duration("deadline", DEADLINE))
                .withLinger(texts.duration("linger", defaults.linger()))
                .withCompression(texts.flag("compression"))
                .withAck(ack(texts));
    }

    private static RemoteLogConfig withoutRoom(SettingTexts texts, RemoteLogConfig config) {
        Optional<String> spill = texts.text("spill");
        String text = texts.text("whenFull").orElse(spill.isPresent() ? "spill" : "drop");
        if (spill.isPresent() != text.equals("spill")) {
            throw SettingTexts.wrong("whenFull", text, spill.isPresent() ? "spill, as spill is given" : NO_SPILL);
        }
        return switch (text) {
            case "spill" -> config.withSpill(spill.orElseThrow());
            case "block" -> config.withWhenFull(WhenFull.BLOCK);
            case "drop" -> config.withWhenFull(WhenFull.DROP_NEWEST);
            default -> throw SettingTexts.wrong("whenFull", text, "block, drop or spill");
        };
    }

    private static Ack ack(SettingTexts texts) {
        String text = texts.text("ack").orElse("durable");
        if (text.startsWith("replicated:")) {
            String replicas = text.substring("replicated:".length());
            if (!replicas.matches("[1-9][0-9]?|100")) {
                throw SettingTexts.wrong("ack", text, "replicated:1 to replicated:100");
            }
            return Ack.replicated(Integer.parseInt(replicas), REPLICATED_WITHIN);
        }
        return switch (text) {
            case "written" -> Ack.WRITTEN;
            case "durable" -> Ack.DURABLE;
            default -> throw SettingTexts.wrong("ack", text, "written, durable or replicated:N");
        };
    }

    private static RemoteLogConfig withSecurity(SettingTexts texts, RemoteLogConfig config) throws IOException {
        Optional<Path> ca = texts.file("tlsCa");
        Optional<Path> certificate = texts.file("tlsCert");
        Optional<Path> key = texts.file("tlsKey");
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("tlsCert and tlsKey go together, got only "
                    + (key.isPresent() ? "tlsKey" : "tlsCert") + ", want both, or neither");
        }
        Optional<ClientTlsFiles> files = texts.flag("tls") || ca.isPresent() || certificate.isPresent()
                ? Optional.of(new ClientTlsFiles(ca, certificate.map(file -> new KeyFiles(file, key.orElseThrow()))))
                : Optional.empty();
        ClientSecurity security =
                new ClientSecurity(files, Token.read(texts.file("tokenFile")), texts.flag("insecure"));
        try {
            security.requireTokenProtected(config.host());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tokenFile '" + texts.text("tokenFile").orElseThrow() + "' would go to " + config.host()
                            + " in clear text, want tls, tlsCa, or insecure",
                    e);
        }
        return config.withSecurity(security);
    }
}
