package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.protocol.security.KeyFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of files that cannot be used, and of a token that others could read: nothing is begun. */
class SecurityOptionsTest {
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    private Path folder;

    private KeyFiles files;
    private KeyFiles others;

    @BeforeEach
    void issue() throws Exception {
        TestCa ca = TestCa.create(folder, "ca");
        files = ca.issue("own");
        others = ca.issue("others");
        TestCa.write(folder.resolve("token"), SECRET);
        TestCa.write(folder.resolve("short"), "secret");
    }

    @Test
    void aFileThatIsNotThereFails() {
        fails(
                "master --grpc-port off --sync-port 0 --store D/s --tls-cert D/absent --tls-key D/own.key",
                "remotelog master: TLS certificate " + folder + "/absent: does not exist");
        fails(
                "replica --master 127.0.0.1:1 --store D/s --tls-ca D/absent",
                "remotelog replica: TLS CA " + folder + "/absent: does not exist");
        fails("master --store D/s --token-file D/absent", "token file " + folder + "/absent: does not exist");
    }

    @Test
    void aKeyOfAnotherCertificateFails() {
        fails(
                "master --grpc-port off --sync-port 0 --store D/s --tls-cert D/own.pem --tls-key D/others.key",
                "TLS key " + others.key() + ": is not the key of " + files.certificate());
    }

    @Test
    void aTokenThatIsNoneFailsAndIsNotTold() {
        String told = fails(
                "replica --master 127.0.0.1:1 --store D/s --token-file D/short",
                "token file " + folder + "/short: has 6 bytes, want one line of 16 to 1024");
        assertThat(told).doesNotContain("secret");
    }

    @Test
    void aTokenInClearTextToAnotherMachineIsWrongUsage() {
        for (String command : new String[] {"send --master 192.0.2.1:1", "replica --store D/s --master 192.0.2.1:1"}) {
            String told = run(command + " --token-file D/token", 2);
            assertThat(told)
                    .contains("a token would go to 192.0.2.1 in clear text, want TLS (--tls, --tls-ca), or --insecure")
                    .doesNotContain(SECRET);
        }
        assertThat(folder.resolve("s")).doesNotExist();
    }

    private String fails(String arguments, String message) {
        String told = run(arguments, 1);
        assertThat(told).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("s")).doesNotExist();
        return told;
    }

    private String run(String arguments, int exitCode) {
        StringWriter err = new StringWriter();
        assertThat(RemoteLogCommand.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute(arguments.replace("D/", folder + "/").split(" ")))
                .as(err.toString())
                .isEqualTo(exitCode);
        return err.toString();
    }
}
