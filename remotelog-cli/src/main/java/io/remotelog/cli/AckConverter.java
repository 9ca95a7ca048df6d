package io.remotelog.cli;

import io.remotelog.sdk.Ack;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads when a record counts as sent from the command line. */
final class AckConverter implements ITypeConverter<Ack> {
    /** How long replicas are waited for, after the records are durable on the master. */
    static final Duration REPLICATED_WITHIN = Duration.ofSeconds(10);

    private static final Pattern REPLICATED = Pattern.compile("replicated:([0-9]{1,9})");

    @Override
    public Ack convert(String text) {
        if (text.equals("written")) {
            return Ack.WRITTEN;
        }
        if (text.equals("durable")) {
            return Ack.DURABLE;
        }
        Matcher replicated = REPLICATED.matcher(text);
        try {
            if (replicated.matches()) {
                return Ack.replicated(Integer.parseInt(replicated.group(1)), REPLICATED_WITHIN);
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
        throw new TypeConversionException("'" + text + "', want written, durable, or replicated:N");
    }
}
