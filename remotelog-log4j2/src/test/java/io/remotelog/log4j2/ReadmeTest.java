package io.remotelog.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.sdk.appender.AppenderConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows does what it says. */
@Timeout(30)
final class ReadmeTest {
    @TempDir
    private Path folder;

    @Test
    void configurationSends() throws Exception {
        try (ReceivingMaster master = ReceivingMaster.start()) {
            String snippet = snippet("<Configuration>");
            assertThat(snippet).contains("log.example.org:1235");
            Path file = Files.writeString(
                    folder.resolve("readme.xml"),
                    snippet.replace("log.example.org:1235", "127.0.0.1:" + master.port()));
            try (Log4j log4j = Log4j.of(file)) {
                log4j.logger("app").info("hello");

                AppLogData line = master.lines(1).get(0);
                assertThat(line.getMessage()).isEqualTo("hello");
                assertThat(line.getSys()).matches("shop@[^$]+");
                assertThat(line.getEnv()).isEqualTo("production");
                assertThat(log4j.trouble()).isEmpty();
            }
        }
    }

    @Test
    void dependencyIsThisModule() throws Exception {
        assertThat(readme()).contains("<artifactId>remotelog-log4j2</artifactId>");
    }

    @Test
    void everyPropertyIsThere() throws Exception {
        String readme = readme();
        assertThat(AppenderConfig.PROPERTIES)
                .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    }

    private static String readme() throws Exception {
        return Files.readString(Path.of("../README.md"));
    }

    /** The block of XML that begins so. */
    private static String snippet(String begin) throws Exception {
        String readme = readme();
        int from = readme.indexOf("```xml\n" + begin) + "```xml\n".length();
        return readme.substring(from, readme.indexOf("```", from));
    }
}
