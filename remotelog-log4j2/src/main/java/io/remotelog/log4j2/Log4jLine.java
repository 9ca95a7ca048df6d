package io.remotelog.log4j2;

import io.remotelog.sdk.appender.AppLogLine;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;

/** Tells a line what an event of Log4j is. */
final class Log4jLine {
    private Log4jLine() {}

    static void fill(AppLogLine line, LogEvent event, boolean includeCallerData) {
        line.level(event.getLevel().name());
        line.time(Instant.ofEpochSecond(
                event.getInstant().getEpochSecond(), event.getInstant().getNanoOfSecond()));
        line.message(event.getMessage().getFormattedMessage());
        line.mdc(event.getContextData().toMap());
        contextStack(line, event.getContextStack());
        markers(line, event.getMarker());
        if (event.getThrown() != null) {
            line.exception(event.getThrown());
        }
        if (includeCallerData && event.getSource() != null) {
            line.caller(event.getSource());
        }
    }

    private static void contextStack(AppLogLine line, ThreadContext.ContextStack stack) {
        if (stack != null && !stack.asList().isEmpty()) {
            line.contextStack(stack.asList());
        }
    }

    private static void markers(AppLogLine line, Marker marker) {
        if (marker != null) {
            Set<String> names = new LinkedHashSet<>();
            collect(names, marker);
            line.markers(names);
        }
    }

    private static void collect(Set<String> names, Marker marker) {
        if (names.add(marker.getName()) && marker.hasParents()) {
            for (Marker parent : marker.getParents()) {
                collect(names, parent);
            }
        }
    }
}
