package io.remotelog.cli;

import com.google.protobuf.ByteString;
import io.remotelog.protocol.payload.AppLogData;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Wraps a line of text into the message that applications send: time, host, and the line. Any thread. */
final class AppLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Clock clock;
    private final String host;

    AppLine(Clock clock, String host) {
        this.clock = clock;
        this.host = host;
    }

    /** With this machine's clock and name. */
    static AppLine ofThisMachine() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine whose own name has no address.
            host = "localhost";
        }
        return new AppLine(Clock.system(ZoneId.systemDefault()), host);
    }

    /** The message. Bytes of the line that are no UTF-8 become U+FFFD, since a message's text must be UTF-8. */
    AppLogData wrap(byte[] line) {
        Instant now = clock.instant();
        return AppLogData.newBuilder()
                .setTime(TIME.format(now.atZone(clock.getZone())))
                .setTimeInt64(now.getEpochSecond() * NANOS_PER_SECOND + now.getNano())
                .setSys(host)
                .setMessage(ByteString.copyFrom(line).toStringUtf8())
                .build();
    }
}
