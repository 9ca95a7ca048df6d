package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a properties file holds: what {@link Properties} says, with lines. */
class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void eachKeyHasTheLineInWhichItBegins() throws Exception {
        Map<String, Setting> settings =
                read("# comment \\\n\n  ! another\na=1\r\nb : x\\\n   y\\\\\\\n z\n\n\tc 3\\\\\nd=4");
        assertThat(settings.values())
                .extracting(Setting::key, Setting::value, Setting::line)
                .containsExactly(tuple("a", "1", 4), tuple("b", "xy\\z", 5), tuple("c", "3\\", 9), tuple("d", "4", 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a=b",
                "a=b\\",
                "a=b\\\n",
                "a=b\\\n\nc=d",
                "a=b\\\n# no comment\nc=d",
                "a = b = c \n",
                "a:b\rc=d\r\ne f\n",
                "a\\ b\\==\\u00e9\\t.\n\fc=d",
                "store=/srv/stra\u00dfe \u65e5\u672c\n",
            })
    void itIsReadAsPropertiesAre(String text) throws Exception {
        Properties expected = new Properties();
        expected.load(new StringReader(text));
        assertThat(read(text).values())
                .allSatisfy(setting -> assertThat(setting.value()).isEqualTo(expected.getProperty(setting.key())));
        assertThat(read(text).keySet()).isEqualTo(expected.stringPropertyNames());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1;b=2;a=3 | line 3: key 'a' is in line 1 already, want it once",
                "a\\u0062=1;ab=1 | line 2: key 'ab' is in line 1 already, want it once",
                "a=1;b= | line 2: key 'b' has no value, want KEY=VALUE",
                "a=1;;b | line 3: key 'b' has no value, want KEY=VALUE",
                "a=\\u00g0 | line 1: Malformed \\uxxxx encoding. Want \\u and four hex digits",
            })
    void aWrongLineIsNamed(String lines, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), lines.replace(';', '\n'));
        assertThatThrownBy(() -> ConfigFile.read(file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("config file " + file + " " + message);
    }

    @Test
    void whatIsNoFileOfTextIsRefused() throws IOException {
        Path latin = Files.writeString(folder.resolve("latin"), "store=/srv/stra\u00dfe\n", ISO_8859_1);
        assertThatThrownBy(() -> ConfigFile.read(latin.toString()))
                .hasMessage("config file " + latin + ": is not UTF-8");
        assertThatThrownBy(() -> ConfigFile.read(folder.toString()))
                .hasMessage("config file " + folder + ": is a folder, want a file");
        assertThatThrownBy(() -> ConfigFile.read(folder + "/absent"))
                .hasMessage("config file " + folder + "/absent: does not exist");
        assertThatThrownBy(() -> ConfigFile.read("/dev/zero"))
                .hasMessage("config file /dev/zero: is longer than 1048576 bytes, want a properties file");
    }

    private Map<String, Setting> read(String text) throws Exception {
        return ConfigFile.read(Files.writeString(folder.resolve("f"), text).toString());
    }
}
