package io.remotelog.sdk.appender;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads settings as a configuration file has them: texts, of which a wrong one is told with its name, what it is and what is wanted. */
final class SettingTexts {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final String WANT_DURATION = "a number with ms, s, m or h, such as 500ms or 10s";

    private final Map<String, String> texts;

    SettingTexts(Map<String, String> texts) {
        this.texts = texts;
    }

    static IllegalArgumentException wrong(String name, String got, String want) {
        return new IllegalArgumentException(name + " '" + got + "', want " + want);
    }

    /** The text, without blanks around it; empty if it is not given, or nothing but blanks. */
    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A file that is there, and can be read. */
    Optional<Path> file(String name) {
        return text(name).map(text -> file(name, text));
    }

    private static Path file(String name, String text) {
        try {
            Path file = Path.of(text);
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // Told below, as one that is not there.
        }
        throw wrong(name, text, "a file that can be read");
    }

    boolean flag(String name) {
        String text = text(name).map(given -> given.toLowerCase(Locale.ROOT)).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, text, "true or false");
        };
    }

    Duration duration(String name, Duration otherwise) {
        return text(name).map(text -> duration(name, text)).orElse(otherwise);
    }

    private static Duration duration(String name, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw wrong(name, text, WANT_DURATION);
        }
        ChronoUnit unit = switch (matcher.group(2)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }

    /** A whole number within bounds. */
    Optional<Long> number(String name, long min, long max) {
        return text(name).map(text -> number(name, text, min, max));
    }

    private static long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as one that is out of bounds.
        }
        throw wrong(name, text, min + " to " + max);
    }
}
