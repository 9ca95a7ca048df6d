package io.remotelog.sdk.appender;

import io.remotelog.protocol.payload.AppLogData;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Makes an {@link AppLogData} of an event of a logging framework. One thread.
 *
 * <p>{@code Level}, {@code Message}, {@code Env} and {@code Sys} are what they are called; {@code Time} is in the zone of the
 * application, {@code TimeInt64} in nanoseconds since 1970; {@code File} ({@code Order.java:17}) and {@code Func}
 * ({@code com.example.Order.pay}) tell who logged, if that was asked for. {@code Data} holds:
 *
 * <table>
 * <caption>Keys of Data</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code logger}</td><td>the name of the logger</td></tr>
 * <tr><td>{@code thread}</td><td>the name of the thread that logged</td></tr>
 * <tr><td>{@code markers}</td><td>the names of the markers, with commas between them; each before those that it has in turn</td></tr>
 * <tr><td>{@code exception.class}</td><td>the class of the exception</td></tr>
 * <tr><td>{@code exception.message}</td><td>its message, if it has one</td></tr>
 * <tr><td>{@code exception.stack}</td><td>its stack trace as the JDK prints it, with causes and suppressed ones</td></tr>
 * <tr><td>{@code mdc.KEY}</td><td>an entry of the MDC, which log4j calls thread context map</td></tr>
 * <tr><td>{@code kv.KEY}</td><td>a key and value that the call gave (SLF4J's {@code addKeyValue})</td></tr>
 * <tr><td>{@code ndc}</td><td>log4j's thread context stack, oldest first, with commas between</td></tr>
 * <tr><td>{@code entries.cut}</td><td>how many entries of MDC and the call are left out</td></tr>
 * </table>
 *
 * <p>All is bounded, in bytes of UTF-8, and a text says where it is cut: the stack trace at 64 KiB, of which a quarter is the end; the
 * exception's message at 8 KiB; names at 1 KiB; keys at 256 bytes, their values at 8 KiB, and all of them together at 64 KiB,
 * after which entries are left out. The message has what then remains of {@code maxPayloadBytes}.
 */
public final class AppLogLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Longest name: of a logger, a thread, a class, a file; and all those of markers. */
    static final int MAX_NAME_BYTES = 1 << 10;

    private static final int MAX_STACK_BYTES = 64 << 10;
    private static final int MAX_VALUE_BYTES = 8 << 10;
    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_ENTRIES_BYTES = 64 << 10;

    /** Of one entry, beside its key and value: tags and lengths. */
    private static final int ENTRY_OVERHEAD_BYTES = 16;

    private final AppLogData.Builder line = AppLogData.newBuilder();
    private final ZoneId zone;
    private final int maxPayloadBytes;
    private String message = "";
    private int entriesBytes;
    private int entriesCut;

    AppLogLine(ZoneId zone, int maxPayloadBytes) {
        this.zone = zone;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    AppLogLine from(String env, String sys) {
        line.setEnv(BoundedText.head(env, MAX_NAME_BYTES)).setSys(BoundedText.head(sys, MAX_NAME_BYTES));
        return this;
    }

    AppLogLine origin(String logger, String thread) {
        put("logger", logger, MAX_NAME_BYTES);
        put("thread", thread, MAX_NAME_BYTES);
        return this;
    }

    /** Sets the level, as the framework calls it. */
    public AppLogLine level(String level) {
        line.setLevel(BoundedText.head(level, MAX_NAME_BYTES));
        return this;
    }

    /** Sets when it happened. */
    public AppLogLine time(Instant time) {
        line.setTime(TIME.format(time.atZone(zone)));
        line.setTimeInt64(time.getEpochSecond() * NANOS_PER_SECOND + time.getNano());
        return this;
    }

    /** Sets the text, with its arguments filled in. */
    public AppLogLine message(String text) {
        message = text == null ? "" : text;
        return this;
    }

    /** Sets the names of the markers. */
    public AppLogLine markers(Iterable<String> names) {
        put("markers", String.join(",", names), MAX_NAME_BYTES);
        return this;
    }

    /** Adds the entries of the MDC, or of the thread context map. */
    public AppLogLine mdc(Map<String, String> entries) {
        entries.forEach((key, value) -> entry("mdc.", key, value));
        return this;
    }

    /** Adds a key and value that the call gave. */
    public AppLogLine keyValue(String key, Object value) {
        entry("kv.", key, String.valueOf(value));
        return this;
    }

    /** Sets the thread context stack, oldest first. */
    public AppLogLine contextStack(Iterable<String> values) {
        put("ndc", String.join(",", values), MAX_VALUE_BYTES);
        return this;
    }

    /** Sets the exception. */
    public AppLogLine exception(Throwable exception) {
        String text;
        StringWriter stack = new StringWriter();
        try {
            text = exception.getMessage();
            exception.printStackTrace(new PrintWriter(stack));
        } catch (RuntimeException | StackOverflowError e) {
            // The exception's own methods threw; what is known of it is sent all the same.
            text = "its text failed with " + e.getClass().getName();
        }
        return exception(exception.getClass().getName(), text, stack.toString());
    }

    /**
     * Sets an exception of which there are only texts, as it came from another process.
     *
     * @param text its message; null: none
     */
    public AppLogLine exception(String className, String text, String stack) {
        put("exception.class", className, MAX_NAME_BYTES);
        if (text != null) {
            put("exception.message", text, MAX_VALUE_BYTES);
        }
        line.putData("exception.stack", BoundedText.headAndTail(stack, MAX_STACK_BYTES));
        return this;
    }

    /** Sets who logged. */
    public AppLogLine caller(StackTraceElement frame) {
        String file = frame.getFileName() == null ? "" : frame.getFileName();
        String place = frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber();
        line.setFile(BoundedText.head(place, MAX_NAME_BYTES));
        line.setFunc(BoundedText.head(frame.getClassName() + "." + frame.getMethodName(), MAX_NAME_BYTES));
        return this;
    }

    AppLogData build() {
        if (entriesCut > 0) {
            line.putData("entries.cut", Integer.toString(entriesCut));
        }
        int rest = maxPayloadBytes - line.build().getSerializedSize() - ENTRY_OVERHEAD_BYTES;
        return line.setMessage(BoundedText.head(message, rest)).build();
    }

    private void put(String key, String value, int maxBytes) {
        line.putData(key, BoundedText.head(value, maxBytes));
    }

    private void entry(String prefix, String key, String value) {
        String boundedKey = prefix + BoundedText.head(key, MAX_KEY_BYTES);
        String boundedValue = BoundedText.head(value, MAX_VALUE_BYTES);
        int bytes = BoundedText.bytes(boundedKey) + BoundedText.bytes(boundedValue) + ENTRY_OVERHEAD_BYTES;
        if (entriesBytes + bytes > MAX_ENTRIES_BYTES) {
            entriesCut++;
            return;
        }
        entriesBytes += bytes;
        line.putData(boundedKey, boundedValue);
    }
}
