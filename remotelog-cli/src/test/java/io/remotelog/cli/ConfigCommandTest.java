package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code config} prints: lines with three fields that scripts can split. */
@Timeout(60)
class ConfigCommandTest {
    /** Each name that a file can have, with its default. */
    private static final String ALL = """
            master.store||missing
            master.fsync||default
            master.tls-cert||default
            master.tls-key||default
            master.tls-ca||default
            master.token-file||default
            master.insecure|false|default
            master.host|127.0.0.1|default
            master.grpc-host||default
            master.sync-host||default
            master.grpc-port|1235|default
            master.sync-port|2222|default
            master.send-flag|398359203|default
            master.zone||default
            master.retain-days||default
            master.retain-bytes||default
            master.retain-until-acked||default
            master.lag-warning|60|default
            master.max-record-bytes|8388608|default
            master.http-port|off|default
            master.http-host|127.0.0.1|default
            replica.master||missing
            replica.store||missing
            replica.fsync||default
            replica.tls|false|default
            replica.tls-ca||default
            replica.tls-cert||default
            replica.tls-key||default
            replica.token-file||default
            replica.insecure|false|default
            replica.send-flag|398359203|default
            replica.history-days|0|default
            replica.retain-days||default
            replica.retain-bytes||default
            replica.zone||default
            replica.name||default
            replica.protocol|auto|default
            replica.compression|auto|default
            replica.max-rate||default
            replica.max-record-bytes|67108864|default
            replica.sync-port|off|default
            replica.sync-host|127.0.0.1|default
            replica.http-port|off|default
            replica.http-host|127.0.0.1|default
            send.master||missing
            send.tls|false|default
            send.tls-ca||default
            send.tls-cert||default
            send.tls-key||default
            send.token-file||default
            send.insecure|false|default
            send.ack||default
            send.rate||default
            send.type||default
            send.json|false|default
            send.app|false|default
            scan.store||default
            scan.tls|false|default
            scan.tls-ca||default
            scan.tls-cert||default
            scan.tls-key||default
            scan.token-file||default
            scan.insecure|false|default
            scan.date||default
            scan.from||default
            scan.to-date||default
            scan.type||default
            scan.limit||default
            scan.follow|false|default
            scan.format|text|default
            verify.store||missing
            verify.date||default
            compare.date||default
            migrate.store||missing
            migrate.retain-days||default
            migrate.retain-bytes||default
            migrate.zone||default
            migrate.history-days|0|default
            """.replace('|', '\t');

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutACommandItPrintsTheFlagsOfAll() {
        assertThat(run("config")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo(ALL);
    }

    @Test
    void eachValueHasItsSource() throws IOException {
        Path file = write("store=/srv/log", "sync-port=7401", "master.sync-port=7402", "retain-days=30", "zone=UTC");
        environment.put("REMOTELOG_RETAIN_DAYS", "7");
        environment.put("REMOTELOG_CONFIG", "absent");
        assertThat(run("config", "master", "--config", file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(21)
                .allSatisfy(line -> assertThat(line).startsWith("master."))
                .contains(
                        "master.store\t/srv/log\tfile " + file,
                        "master.sync-port\t7402\tfile " + file,
                        "master.retain-days\t7\tenvironment REMOTELOG_RETAIN_DAYS",
                        "master.zone\tUTC\tfile " + file,
                        "master.lag-warning\t60\tdefault");
    }

    @Test
    void theFileMayBeNamedByTheEnvironment() throws IOException {
        environment.put("REMOTELOG_CONFIG", write("scan.format=json").toString());
        assertThat(run("config", "scan")).isZero();
        assertThat(out.toString()).contains("scan.format\tjson\tfile " + environment.get("REMOTELOG_CONFIG") + "\n");
    }

    /** What an administrator begins with. */
    @Test
    void theExampleOfTheReadmeIsTaken() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        Path file = write(readme.replaceAll("(?s).*```properties\n(.*?)```.*", "$1"));
        assertThat(run("config", "--config", file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains(
                        "master.store\t/var/lib/remotelog\tfile " + file + "\n",
                        "master.sync-port\t7401\tfile " + file + "\n",
                        "replica.sync-port\toff\tdefault\n");
    }

    @Test
    void aFlagThatAnotherExcludesIsWhatItIsByDefault() throws IOException {
        Path file = write("send.type=7");
        environment.put("REMOTELOG_APP", "true");
        assertThat(run("config", "send", "--config=" + file)).isZero();
        assertThat(out.toString()).contains("send.type\t\tdefault\n", "send.app\ttrue\tenvironment REMOTELOG_APP\n");
    }

    @Test
    void theSecretsAndHostsThatItNamesNeedNotBeThere() throws IOException {
        Path file = write("store=S", "token-file=/nowhere/token", "replica.master=host.invalid:1", "sync-port=0");
        assertThat(run("config", "--config=" + file)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("master.token-file\t/nowhere/token\tfile " + file + "\n");
        assertThat(run("config", "--config=" + write("store=S", "token-file=/nowhere/token", "retain-days=0")))
                .isEqualTo(2);
    }

    @Test
    void aValueStaysInItsLine() throws IOException {
        Path file = write("verify.store=a\\tb\\n\\\\c\\u202e\\u00e9");
        assertThat(run("config", "verify", "--config", file.toString())).isZero();
        assertThat(out.toString()).contains("verify.store\ta\\tb\\n\\\\c\\u202e\u00e9\tfile " + file + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "config bogus | x | remotelog config: Invalid value for COMMAND: 'bogus', want one of master, replica, send,",
                "config demo | x | remotelog config: Invalid value for COMMAND: 'demo'",
                "config master scan | x | remotelog config: Unmatched argument at index 2: 'scan'",
                "config --sync-port 1 | x | remotelog config: Unknown option",
                "config master --config FILE | zome=UTC | line 1: unknown key 'zome', the nearest known is 'zone'",
                "config verify --config FILE | zone=Z;zone=Z | line 2: key 'zone' is in line 1 already",
                "config master --config FILE | sync-port=x | remotelog master: Invalid value for option '--sync-port': 'x' is",
                "config send --config FILE | json=true;app=true | FILE line 1) and app (FILE line 2) exclude each other",
                "config master --config FILE | store=S;retain-days=0 | master: retain days 0, want 1 or more (retain-days is set in FILE",
                "config master --config FILE | store=S;sync-port=70000 | 70000, want 0 to 65535 (sync-port is set in FILE line 2)",
                "config --config FILE | store=S;replica.master=h:1;protocol=3 | remotelog replica: Invalid value for option '--protocol'",
                "config --config FILE | send.master=h:1;send.type=40000 | remotelog send: Invalid value for option '--type': 40000",
                "config --config FILE | scan.store=S;limit=-1 | remotelog scan: Invalid value for option '--limit': -1",
                "config --config FILE | migrate.store=S;migrate.retain-days=0 | remotelog migrate: retain days 0, want 1 or more",
                "config --config FILE | scan.format=yaml | remotelog scan: Invalid value for option '--format'",
                "config --config FILE.none | x | remotelog master: config file FILE.none: does not exist",
            })
    void whatTheCommandWouldNotTakeIsWrongUsage(String arguments, String lines, String message) throws IOException {
        Path file = write(lines.split(";"));
        assertThat(run(arguments.replace("FILE", file.toString()).split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(message.replace("FILE", file.toString()))
                .hasLineCount(2);
    }

    private int run(String... arguments) {
        return RemoteLogCommand.commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve("remotelog.properties"), String.join("\n", lines) + "\n");
    }
}
