package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What flags are when a file and the environment have them, too, and what is told of what is wrong there. */
@Timeout(60)
class ConfiguredFlagsTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("remotelog.properties");
    }

    @Test
    void aFlagGoesOverTheEnvironmentAndThatOverTheFileAndThatOverTheDefault() throws IOException {
        write("store=S", "sync-port=1");
        assertThat(value("--lag-warning", "master")).isEqualTo(60);
        assertThat(value("--sync-port", "master")).isEqualTo(1);
        environment.put("REMOTELOG_SYNC_PORT", "2");
        assertThat(value("--sync-port", "master")).isEqualTo(2);
        assertThat(value("--sync-port", "master", "--sync-port", "3")).isEqualTo(3);
        assertThat(value("--sync-port", "master", "--sync-port=4")).isEqualTo(4);
    }

    @Test
    void aKeyOfTheCommandGoesOverTheCommonOneOfItsSourceOnly() throws IOException {
        write("master.sync-port=2", "store=S", "sync-port=1", "replica.sync-port=off");
        assertThat(value("--sync-port", "master")).isEqualTo(2);
        environment.put("REMOTELOG_SYNC_PORT", "3");
        assertThat(value("--sync-port", "master")).isEqualTo(3);
        environment.put("REMOTELOG_MASTER_SYNC_PORT", "4");
        assertThat(value("--sync-port", "master")).isEqualTo(4);
    }

    @Test
    void theFileOfTheFlagGoesOverThatOfTheEnvironment() throws IOException {
        write("store=S", "sync-port=1");
        environment.put(
                "REMOTELOG_CONFIG",
                Files.writeString(folder.resolve("other"), "store=S\nsync-port=2\n")
                        .toString());
        assertThat(value("--sync-port", "master")).isEqualTo(1);
        Files.delete(file);
        assertThat(value("--sync-port", "master")).isEqualTo(2);
    }

    @Test
    void aFlagWithoutValueIsTrueOrFalseAndCanBeTakenBack() throws IOException {
        write("store=S", "follow=true");
        assertThat(value("--follow", "scan")).isEqualTo(true);
        assertThat(value("--follow", "scan", "--follow")).isEqualTo(true);
        assertThat(value("--follow", "scan", "--follow=false")).isEqualTo(false);
        write("store=S", "follow=false");
        assertThat(value("--follow", "scan")).isEqualTo(false);
        assertThat(value("--follow", "scan", "--follow")).isEqualTo(true);
    }

    @Test
    void aListIsSplitAsThatOfTheFlagAndNotAddedToIt() throws IOException {
        write("store=S", "retain-until-acked=a,b");
        assertThat(value("--retain-until-acked", "master")).isEqualTo(Set.of("a", "b"));
        assertThat(value("--retain-until-acked", "master", "--retain-until-acked", "c"))
                .isEqualTo(Set.of("c"));
    }

    @Test
    void aValueIsTakenAsItIs() throws IOException {
        write("store=/srv/${HOME}/$$ =\\u00e9,\"x\"");
        assertThat(value("--store", "verify")).isEqualTo("/srv/${HOME}/$$ =\u00e9,\"x\"");
        assertThat(value("--token-file", "send", "--master", "h:1")).isEqualTo(Optional.empty());
    }

    @Test
    void ofFlagsThatExcludeEachOtherTheOneFromTheHigherSourceIsLeft() throws IOException {
        write("send.master=h:1", "json=false", "app=true");
        assertThat(value("--app", "send")).isEqualTo(true);
        assertThat(value("--app", "send", "--json")).isEqualTo(false);
        assertThat(value("--json", "send", "--json")).isEqualTo(true);
        environment.put("REMOTELOG_SEND_TYPE", "7");
        assertThat(value("--type", "send")).isEqualTo(7);
        assertThat(value("--app", "send")).isEqualTo(false);
    }

    @Test
    void whatIsBehindTwoDashesIsNoFlag() throws IOException {
        write("send.master=h:1", "json=true");
        assertThat(value("--json", "send", "--", "--json", "--config=none")).isEqualTo(true);
    }

    @Test
    void aWrongValueThatAFlagGoesOverIsNotLookedAt() throws IOException {
        write("store=S", "sync-port=none");
        assertThat(value("--sync-port", "master", "--sync-port", "3")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "sync-prt=1 | FILE line 1: unknown key 'sync-prt', the nearest known is 'sync-port'",
                "store=S;;master.sync-prt=1 | FILE line 3: unknown key 'master.sync-prt', the nearest known is 'master.sync-port'",
                "master.follow=true | FILE line 1: unknown key 'master.follow', the nearest known is ",
                "demo.store=S | FILE line 1: unknown key 'demo.store', the nearest known is 'scan.store'",
                "token=hunter2 | FILE line 1: unknown key 'token', the nearest known is 'token-file'",
                "password=hunter2 | FILE line 1: unknown key 'password', none is near; remotelog config lists all",
                "na\\u001bme=x | FILE line 1: unknown key 'na\\x1bme', the nearest known is 'name'",
                "zone=Z;zone=Z | FILE line 2: key 'zone' is in line 1 already, want it once",
                "zone= | FILE line 1: key 'zone' has no value, want KEY=VALUE",
                "repair=true | FILE line 1: key 'repair' is a flag for the command line only",
                "verify.repair=true | FILE line 1: key 'verify.repair' is a flag for the command line only",
                "verify.from=S | FILE line 1: key 'verify.from' is a flag for the command line only",
                "reset-diverged=true | FILE line 1: key 'reset-diverged' is a flag for the command line only",
                "check=true | FILE line 1: key 'check' is a flag for the command line only",
                "help=true | FILE line 1: key 'help' is a flag for the command line only",
                "master.version=true | FILE line 1: key 'master.version' is a flag for the command line only",
                "config=f | FILE line 1: key 'config' is a flag for the command line only",
                "compare.store=S | FILE line 1: key 'compare.store' is a flag for the command line only",
                "store=S;retain-days=x | option '--retain-days': 'x' is not an int (retain-days is set in FILE line 2)",
                "store=S;master.insecure=yes | 'yes' is not a boolean (master.insecure is set in FILE line 2)",
                "store=S;grpc-port=on | or off (grpc-port is set in FILE line 2)",
                "store=S;sync-port=70000 | 70000, want 0 to 65535 (sync-port is set in FILE line 2)",
                "store=S;retain-days=0 | retain days 0, want 1 or more (retain-days is set in FILE line 2)",
                "store=S;fsync=maybe | want one of: commit, never, interval=DURATION from 1ms to 10m, such as interval=10ms (store is set in FILE line 1, fsync is set in FILE line 2)",
                "store=S;retain-bytes=0 | retain bytes 0, want 1 or more (retain-bytes is set in FILE line 2)",
                "store=S;app=true;json=true;scan.type=x;replica.zone=Mars | Missing required option: '--store=",
            })
    void whatIsWrongInAFileIsToldOfWithItsLineAsWrongUsage(String lines, String message) throws IOException {
        // The last case: what other commands would not take is nothing to this one.
        write(lines.replace("store=S", lines.startsWith("store=S;app") ? "" : "store=" + folder.resolve("absent"))
                .split(";"));
        assertTold(message, "master", "--config", file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "REMOTELOG_RETAIN_DAYZ | 1 | environment variable REMOTELOG_RETAIN_DAYZ: unknown, the nearest known is"
                        + " 'REMOTELOG_RETAIN_DAYS'",
                "REMOTELOG_MASTER_SYNCPORT | 1 | the nearest known is 'REMOTELOG_MASTER_SYNC_PORT'",
                "REMOTELOG_TOKEN | hunter2 | the nearest known is 'REMOTELOG_TOKEN_FILE'",
                "REMOTELOG_REPAIR | true | environment variable REMOTELOG_REPAIR: is a flag for the command line only",
                "REMOTELOG_ZONE | \"\" | environment variable REMOTELOG_ZONE: is empty, want a value, or no such variable",
                "REMOTELOG_CONFIG | \"\" | environment variable REMOTELOG_CONFIG: is empty",
                "REMOTELOG_CONFIG | /nowhere/f | config file /nowhere/f: does not exist",
                "REMOTELOG_MASTER_LAG_WARNING | x | 'x' is not an int (REMOTELOG_MASTER_LAG_WARNING is set in"
                        + " the environment)",
            })
    void whatIsWrongInTheEnvironmentIsToldOfAsWrongUsage(String name, String value, String message) {
        environment.put(name, value);
        assertTold(message, "master", "--store", folder.resolve("absent").toString());
    }

    @Test
    void flagsThatExcludeEachOtherInOneSourceAreWrong() throws IOException {
        write("send.master=127.0.0.1:1", "json=true", "send.app=true");
        assertTold(
                "json (FILE line 2) and send.app (FILE line 3) exclude each other, want one of them",
                "send",
                "--config",
                file.toString());
    }

    @Test
    void otherVariablesAreNobodysBusiness() {
        environment.putAll(Map.of("REMOTELOG", "1", "MY_REMOTELOG_X", "1", "remotelog_x", "1", "JAVA_OPTS", ""));
        assertThat(value("--store", "verify", "--store", "S")).isEqualTo("S");
    }

    @Test
    void aScanReadsTheStoreOfAMachineUnlessItIsToldAMaster() throws IOException {
        write("store=S", "master=h:2222", "token-file=t");
        assertThat(value("--store", "scan")).isEqualTo(Optional.of("S"));
        assertThat(value("--store", "scan", "--master", "h:1")).isEqualTo(Optional.empty());
        write("scan.master=h:1");
        assertTold(
                "line 1: key 'scan.master' is a flag for the command line only", "scan", "--config", file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "-V"})
    void helpIsGivenWhateverIsWrong(String help) {
        environment.put("REMOTELOG_BOGUS", "1");
        environment.put("REMOTELOG_SYNC_PORT", "7");
        StringWriter out = new StringWriter();
        CommandLine line = line().setOut(new PrintWriter(out));
        assertThat(line.execute("master", "--config", "absent", help)).isZero();
        assertThat(out.toString()).doesNotContain("Default: 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--config", "--config f --config g"})
    void theFileIsGivenOnce(String arguments) throws IOException {
        StringWriter err = new StringWriter();
        assertThat(line().setErr(new PrintWriter(err))
                        .execute(("master --store S " + arguments)
                                .replace(" f", " " + Files.writeString(file, ""))
                                .split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("option '--config'").doesNotContain("config file");
    }

    /** What a flag is after parsing, which starts nothing. */
    private Object value(String option, String command, String... arguments) {
        CommandLine line = line();
        String[] all = new String[arguments.length + (Files.exists(file) ? 2 : 1)];
        all[0] = command;
        if (Files.exists(file)) {
            all[1] = "--config=" + file;
        }
        System.arraycopy(arguments, 0, all, all.length - arguments.length, arguments.length);
        CommandSpec parsed = line.parseArgs(all).subcommand().commandSpec();
        return parsed.findOption(option).getValue();
    }

    private void assertTold(String message, String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(line().setErr(new PrintWriter(err)).execute(arguments))
                .as(err.toString())
                .isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("remotelog " + arguments[0] + ": ")
                                .contains(message.replace("FILE line", file + " line"))
                                .doesNotContain("hunter2"),
                        line -> assertThat(line).isEqualTo("See: remotelog " + arguments[0] + " --help"));
        assertThat(folder.resolve("absent")).doesNotExist();
    }

    private CommandLine line() {
        return RemoteLogCommand.commandLine(environment);
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }
}
