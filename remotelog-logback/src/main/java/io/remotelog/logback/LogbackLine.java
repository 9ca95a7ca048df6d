package io.remotelog.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.remotelog.sdk.appender.AppLogLine;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** Tells a line what an event of Logback is. */
final class LogbackLine {
    private LogbackLine() {}

    static void fill(AppLogLine line, ILoggingEvent event, boolean includeCallerData) {
        line.level(event.getLevel().toString()).time(event.getInstant()).message(event.getFormattedMessage());
        line.mdc(event.getMDCPropertyMap());
        keyValues(line, event.getKeyValuePairs());
        markers(line, event.getMarkerList());
        exception(line, event.getThrowableProxy());
        if (includeCallerData) {
            StackTraceElement[] frames = event.getCallerData();
            if (frames.length > 0) {
                line.caller(frames[0]);
            }
        }
    }

    private static void keyValues(AppLogLine line, List<KeyValuePair> pairs) {
        if (pairs != null) {
            pairs.forEach(pair -> line.keyValue(pair.key, pair.value));
        }
    }

    private static void markers(AppLogLine line, List<Marker> markers) {
        if (markers != null && !markers.isEmpty()) {
            Set<String> names = new LinkedHashSet<>();
            markers.forEach(marker -> collect(names, marker));
            line.markers(names);
        }
    }

    @SuppressWarnings("deprecation") // SLF4J has no other way to see the markers that a marker has.
    private static void collect(Set<String> names, Marker marker) {
        // Markers can refer to each other in a circle.
        if (names.add(marker.getName())) {
            marker.iterator().forEachRemaining(other -> collect(names, other));
        }
    }

    private static void exception(AppLogLine line, IThrowableProxy thrown) {
        if (thrown instanceof ThrowableProxy proxy && proxy.getThrowable() != null) {
            line.exception(proxy.getThrowable());
        } else if (thrown != null) {
            line.exception(thrown.getClassName(), thrown.getMessage(), ThrowableProxyUtil.asString(thrown));
        }
    }
}
