package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is told of a wrong command line: one line with the fault, one with where the right usage is; exit code 2. */
@Timeout(60)
class UsageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bogus | Unmatched argument at index 0: 'bogus'",
                "scan | Missing required argument (specify one of these): (--store=PATH_OR_URI | --master=HOST:PORT)",
                "scan --store S --master h:1 | --store=PATH_OR_URI, --master=HOST:PORT are mutually exclusive",
                "scan --master host | 'host', want HOST:PORT such as",
                "scan --master h:1 --tls-key c.key | --tls-cert and --tls-key go together",
                "scan --store S --date 2026-02-30 | day '2026-02-30', want a real date such as",
                "scan --store S --date 2026-03-01 --to-date 2026-01-31 | last day 2026-01-31 is before the first",
                "scan --store S --from -1 | Invalid value for option '--from': -1, want 0 or more",
                "scan --store S --limit -1 | Invalid value for option '--limit': -1, want 0 or more",
                "scan --store S --limit x | Invalid value for option '--limit': 'x'",
                "scan --store S --type 32768 | Invalid value for option '--type': 32768, want -32768 to 32767",
                "scan --store S --format yaml | Invalid value for option '--format': expected one of [text, json, raw]",
                "scan --store S --bogus | Unknown option: '--bogus'",
                "scan --store S extra | Unmatched argument at index 3: 'extra'",
                "scan --store S --date 2026-03-01 --date 2026-03-02 | should be specified only once",
                "scan --store nowhere:S | no provider of scheme 'nowhere'",
                "scan --store filelog:S?bogus=1 | unknown option 'bogus'",
                "scan --store filelog:S?fsync=maybe | maybe",
                "master --grpc-port 0 | Missing required option: '--store=PATH_OR_URI'",
                "master --store S --grpc-port on | 'on', want 1 to 65535, 0 for a free one, or off",
                "master --store S --grpc-port 65536 | '65536', want 1 to 65535",
                "master --store S --sync-port -1 | Invalid value for option '--sync-port': -1, want 0 to 65535",
                "master --store S --sync-port off | Invalid value for option '--sync-port': 'off'",
                "master --store S --send-flag 4000000000 | Invalid value for option '--send-flag'",
                "master --store S --zone Mars | Unknown time-zone ID: Mars",
                "master --store S --retain-days 0 | retain days 0, want 1 or more",
                "master --store S --retain-until-acked a | --retain-until-acked goes with --retain-days",
                "master --store S --retain-days 1 --retain-until-acked a/b | replica name 'a/b', want 1 to 64 letters",
                "master --store S --retain-bytes 1 --retain-until-acked a | --retain-until-acked goes with --retain-days",
                "master --store S --retain-bytes 0 | retain bytes 0, want 1 or more",
                "master --store S --retain-bytes 1M | Invalid value for option '--retain-bytes': '1M'",
                "master --store S --lag-warning 0 | lag warning PT0S, want more than 0",
                "master --store S --max-record-bytes 0 | max record bytes 0, want 1 to 67108864",
                "master --store S --max-record-bytes 67108865 | want 1 to 67108864",
                "master --store S --fsync maybe | option fsync=maybe, want one of: commit, never, interval=DURATION",
                "master --store S --fsync interval | option fsync=interval, want one of: commit, never, interval=DURATION",
                "master --store S --fsync interval=0ms | want one of: commit, never, interval=DURATION from 1ms to 10m",
                "master --store filelog:S?fsync=never --fsync commit | is given as 'never' and as 'commit'",
                "master --store S --tls-cert c.pem | --tls-cert and --tls-key go together: want both, or neither",
                "master --store S --tls-key c.key | --tls-cert and --tls-key go together: want both, or neither",
                "master --store S --tls-ca ca.pem | --tls-ca goes with --tls-cert and --tls-key: want these, too",
                "master --store S --host 0.0.0.0 | --tls-key (certificates of clients), --token-file FILE, --send-flag N",
                "master --store S --sync-host 0.0.0.0 | (another than the default), --insecure (they may)",
                "master --store S --grpc-host 0.0.0.0 | anybody who reaches 0.0.0.0",
                "master --store S --host :: | anybody who reaches",
                "replica --store S --master h:1 --tls-cert c.pem | --tls-cert and --tls-key go together",
                "send --master h:1 --tls-key c.key | --tls-cert and --tls-key go together",
                "replica --store S --master h:1 --fsync always | option fsync=always, want one of: commit, never",
                "replica --store filelog:S?fsync=never --master h:1 --fsync interval=1s | given as 'never' and as 'interval=1s'",
                "replica --store S | Missing required option: '--master=HOST:PORT'",
                "replica --store S --master host | 'host', want HOST:PORT such as",
                "replica --store S --master h:1 --history-days -1 | history days -1, want 0 to",
                "replica --store S --master h:1 --retain-days 0 | retain days 0, want 1 or more",
                "replica --store S --master h:1 --retain-bytes 0 | retain bytes 0, want 1 or more",
                "replica --store S --master h:1 --name a/b | replica name 'a/b', want 1 to 64 letters, digits",
                "replica --store S --master h:1 --protocol 3 | Invalid value for option '--protocol': '3', want auto|1|2",
                "replica --store S --master h:1 --compression gzip | '--compression': 'gzip', want auto|zstd|none",
                "replica --store S --master h:1 --max-rate 0 | max rate 0, want 1 or more",
                "replica --store S --master h:1 --max-rate 1M | Invalid value for option '--max-rate': '1M'",
                "replica --store S --master h:1 --max-record-bytes 0 | max record bytes 0, want 1 to 67108864",
                "replica --store S --master h:1 --max-record-bytes 67108865 | want 1 to 67108864",
                "replica --store S --master h:1 --sync-port 65536 | '65536', want 1 to 65535, 0 for a free one, or off",
                "replica --store S --master h:1 --sync-port 0 --sync-host 0.0.0.0 | anybody who reaches 0.0.0.0 could read the log",
                "replica --store S --master h:1 --sync-port 0 --sync-host :: --tls-ca ca.pem | --tls-ca FILE with --tls-cert",
                "replica --store S --master h:1 --sync-port 0 --sync-host 0.0.0.0 --tls --send-flag 5 | in clear text from 0.0.0.0",
                "replica --store nowhere:S --master h:1 --reset-diverged | moves a folder aside, but the store is nowhere:",
                "send | Missing required option: '--master=HOST:PORT'",
                "send --master h:1 --type 40000 | Invalid value for option '--type': 40000, want -32768 to 32767",
                "send --master h:1 --json --app | --json, --app are mutually exclusive",
                "send --master h:1 --type 5 --json | mutually exclusive",
                "verify | Missing required option: '--store=PATH_OR_URI'",
                "verify --store S --date 2026-02-30 | day '2026-02-30', want a real date such as",
                "verify --store S --from S | --from goes with --repair",
                "verify --store S extra | Unmatched argument at index 3: 'extra'",
                "verify --store nowhere:S | no provider of scheme 'nowhere'",
                "compare | Missing required option: '--store=PATH_OR_URI'",
                "compare --store S | --store is given 1 times, want 2: A and B",
                "compare --store S --store S --store S | --store is given 3 times, want 2: A and B",
                "compare --store nowhere:S --store S | no provider of scheme 'nowhere'",
                "compare --store S --store S --date 2026-02-30 | day '2026-02-30', want a real date such as",
                "compare --store S S | Unmatched argument at index 3: ",
                "migrate --check | Missing required option: '--store=PATH_OR_URI'",
                "migrate --store S | only --check exists: it says what would be done",
                "migrate --check --store S --retain-days 0 | retain days 0, want 1 or more",
                "migrate --check --store S --retain-bytes 0 | retain bytes 0, want 1 or more",
                "migrate --check --store S --history-days -1 | Invalid value for option '--history-days': -1, want 0 to",
                "migrate --check --store S --zone Mars | Unknown time-zone ID: Mars",
                "migrate --check --store nowhere:S | no provider of scheme 'nowhere'",
                "master --store S --http-port x | Invalid value for option '--http-port': 'x', want 1 to 65535, 0 for a free",
                "demo a b | Unmatched argument at index 2: 'b'",
            })
    void aWrongCommandLineIsToldInTwoLines(String arguments, String message) {
        String store = folder.resolve("absent").toString();
        StringWriter err = new StringWriter();
        assertThat(execute(
                        err,
                        arguments
                                .replace(" S", " " + store)
                                .replace(":S", ":" + store)
                                .split(" ", -1)))
                .as(err.toString())
                .isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("remotelog").contains(message),
                        line -> assertThat(line).startsWith("See: remotelog").endsWith(" --help"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void noCommandAtAllPrintsTheUsage() {
        StringWriter err = new StringWriter();
        assertThat(execute(err)).isEqualTo(2);
        assertThat(err.toString()).startsWith("remotelog: Missing required subcommand\nUsage: remotelog");
    }

    @ParameterizedTest
    @ValueSource(strings = {"master", "replica", "send", "scan", "verify", "compare", "migrate", "config", "demo"})
    void eachCommandHasHelpWithExamples(String command) {
        StringWriter out = new StringWriter();
        CommandLine line = RemoteLogCommand.commandLine().setOut(new PrintWriter(out));
        assertThat(line.execute(command, "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: remotelog " + command)
                .contains("Examples:\n  remotelog " + command);
    }

    private static int execute(StringWriter err, String... arguments) {
        return RemoteLogCommand.commandLine().setErr(new PrintWriter(err)).execute(arguments);
    }
}
