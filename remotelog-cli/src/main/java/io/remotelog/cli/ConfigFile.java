package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Reads a properties file in UTF-8, with the line of each key.
 *
 * <p>{@link Properties} itself knows no lines and takes the last of two equal keys. So it gets one key at a time here: a
 * line, and those that it goes on in.
 */
final class ConfigFile {
    /** More than any real one has; what never ends, such as a device, is refused there. */
    static final int MAX_BYTES = 1 << 20;

    private static final Pattern BLANK_OR_COMMENT = Pattern.compile("^[ \\t\\f]*($|[#!])");

    private final String name;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private ConfigFile(String name) {
        this.name = name;
    }

    /**
     * Reads it whole.
     *
     * @param name a path
     * @return by key, in the order of the file
     * @throws ConfigException if it cannot be read, or a line is no key with a value, or one has a key of another
     */
    static Map<String, Setting> read(String name) throws ConfigException {
        ConfigFile file = new ConfigFile(name);
        file.take(text(name).lines().toList());
        return file.settings;
    }

    private static String text(String name) throws ConfigException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new ConfigException("config file " + name + ": is a folder, want a file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigException(
                        "config file " + name + ": is longer than " + MAX_BYTES + " bytes, want a properties file");
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ConfigException("config file " + name + ": is not UTF-8");
        } catch (IOException e) {
            String reason = Failures.describe(e);
            throw new ConfigException("config file " + (reason.startsWith(name) ? reason : name + ": " + reason));
        }
    }

    private void take(List<String> lines) throws ConfigException {
        int at = 0;
        while (at < lines.size()) {
            int first = at;
            List<String> parts = new ArrayList<>(List.of(lines.get(at++)));
            if (isBlankOrComment(parts.get(0))) {
                continue;
            }
            while (goesOn(parts.get(parts.size() - 1)) && at < lines.size()) {
                parts.add(lines.get(at++));
            }
            take(first + 1, String.join("\n", parts));
        }
    }

    private void take(int line, String text) throws ConfigException {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw fault(line, e.getMessage() + " Want \\u and four hex digits, and \\\\ for a backslash");
        }
        for (String key : parsed.stringPropertyNames()) {
            String value = parsed.getProperty(key);
            if (value.isEmpty()) {
                throw fault(line, "key '" + TextFormat.escape(key) + "' has no value, want KEY=VALUE");
            }
            Setting before = settings.putIfAbsent(key, Setting.inFile(name, line, key, value));
            if (before != null) {
                throw fault(
                        line,
                        "key '" + TextFormat.escape(key) + "' is in line " + before.line() + " already, want it once");
            }
        }
    }

    private ConfigException fault(int line, String what) {
        return new ConfigException("config file " + name + " line " + line + ": " + what);
    }

    private static boolean isBlankOrComment(String line) {
        return BLANK_OR_COMMENT.matcher(line).find();
    }

    /** A backslash at the end that is not itself escaped. */
    private static boolean goesOn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
