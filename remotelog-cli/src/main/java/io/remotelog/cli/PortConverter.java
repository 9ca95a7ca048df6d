package io.remotelog.cli;

import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port to listen on, or {@code off}. */
final class PortConverter implements ITypeConverter<OptionalInt> {
    static final int MAX_PORT = 65_535;

    @Override
    public OptionalInt convert(String text) {
        if (text.equals("off")) {
            return OptionalInt.empty();
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            throw new TypeConversionException("'" + text + "', want 1 to 65535, 0 for a free one, or off");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }
}
