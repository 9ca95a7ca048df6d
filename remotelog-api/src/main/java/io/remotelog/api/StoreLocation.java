package io.remotelog.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a store is, and how to open it: {@code SCHEME:PLACE?OPTION=VALUE&...}.
 *
 * <p>The place is taken as it stands, so a path needs no escapes; option values are decoded as in a URL. What does not
 * begin with a scheme (two or more letters, digits, {@code +}, {@code -} or {@code .}, and a colon) is a plain path, a
 * {@code ?} in it included, and means {@code filelog:}. A path with a colon is written {@code ./a:b}.
 *
 * @param scheme which provider, in lower case
 * @param place what comes after the colon, such as a path
 * @param options the options, in the order given
 */
public record StoreLocation(String scheme, String place, Map<String, String> options) {
    /** The scheme of a plain path. */
    public static final String DEFAULT_SCHEME = "filelog";

    private static final Pattern WITH_SCHEME =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):([^?]*)(?:\\?(.*))?", Pattern.DOTALL);

    /** Copies the options. */
    public StoreLocation {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(place, "place");
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Reads a location.
     *
     * @throws IllegalArgumentException if the place is empty, or an option is no {@code NAME=VALUE} or comes twice
     */
    public static StoreLocation parse(String location) {
        Matcher matcher = WITH_SCHEME.matcher(location);
        if (!matcher.matches()) {
            return checked(location, new StoreLocation(DEFAULT_SCHEME, location, Map.of()));
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        return checked(location, new StoreLocation(scheme, matcher.group(2), options(location, matcher.group(3))));
    }

    /**
     * The same with an option more. It may be there already, with the same value.
     *
     * @throws IllegalArgumentException if it is there with another value
     */
    public StoreLocation withOption(String name, String value) {
        String given = options.get(name);
        if (given != null && !given.equals(value)) {
            throw new IllegalArgumentException(
                    "store " + this + ": option '" + name + "' is given as '" + given + "' and as '" + value + "'");
        }
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, value);
        return new StoreLocation(scheme, place, more);
    }

    /**
     * Refuses options that a provider does not know.
     *
     * @param known the names that it does
     * @throws IllegalArgumentException if there is another one
     */
    public void requireOptionsAmong(Set<String> known) {
        for (String name : options.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("store " + this + ": unknown option '" + name + "', known: "
                        + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    private static StoreLocation checked(String location, StoreLocation parsed) {
        if (parsed.place.isEmpty()) {
            throw new IllegalArgumentException(
                    "store '" + location + "' names no place, want a path or SCHEME:PLACE, such as /var/lib/remotelog");
        }
        return parsed;
    }

    private static Map<String, String> options(String location, String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("store " + location + ": option '" + option + "', want NAME=VALUE");
            }
            String name = URLDecoder.decode(option.substring(0, equals), StandardCharsets.UTF_8);
            String value = URLDecoder.decode(option.substring(equals + 1), StandardCharsets.UTF_8);
            if (options.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("store " + location + ": option '" + name + "' is given twice");
            }
        }
        return options;
    }

    /**
     * The location as it is given to {@link #parse}. Only a plain path with a {@code ?} in it and options besides has no such
     * form, and is for reading.
     */
    @Override
    public String toString() {
        if (options.isEmpty() && place.indexOf('?') >= 0) {
            return place;
        }
        StringBuilder text = new StringBuilder(scheme).append(':').append(place);
        char separator = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            text.append(separator)
                    .append(escaped(option.getKey(), "=&%+"))
                    .append('=')
                    .append(escaped(option.getValue(), "&%+"));
            separator = '&';
        }
        return text.toString();
    }

    /** Only what would be read as something else: a value such as {@code interval=10ms} stays as people write it. */
    private static String escaped(String text, String special) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (special.indexOf(c) >= 0) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
