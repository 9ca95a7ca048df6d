package io.remotelog.protocol.security;

import static java.util.stream.Collectors.joining;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in words of this program why a TLS connection failed: the JDK and BoringSSL have different ones for each reason. */
public final class TlsFailures {
    /** Words of either, in lower case with blanks, and what they mean. */
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("alert certificate required", "the other side wants a certificate of its CA, and none was shown"),
            Map.entry("alert unknown ca", "the other side does not trust the CA of the certificate shown"),
            Map.entry("alert certificate expired", "the other side says that the certificate shown has expired"),
            Map.entry("alert bad certificate", "the other side refuses the certificate shown"),
            Map.entry("alert certificate unknown", "the other side refuses the certificate shown"),
            Map.entry("alert internal error", "the other side refuses the certificate shown, or has a fault"),
            Map.entry("alert protocol version", "the other side does not speak TLS 1.3"),
            Map.entry("unsupported protocol", "the other side does not speak TLS 1.3"),
            Map.entry("protocol version", "the other side does not speak TLS 1.3"),
            Map.entry("unable to find valid certification path", "the certificate is of a CA that is not trusted here"),
            Map.entry("notafter ", "the certificate has expired"),
            Map.entry("notbefore ", "the certificate is not valid yet"),
            Map.entry("no subject alternative", "the certificate is for another host"),
            Map.entry("no name matching", "the certificate is for another host"),
            Map.entry("peer did not return a certificate", "the other side shows no certificate of a CA trusted here"),
            Map.entry("empty client certificate chain", "the other side shows no certificate of a CA trusted here"));

    /** In a stack trace, and before it. */
    private static final Pattern CAUSE = Pattern.compile("(?:cause=|Caused by: )([\\w.$]+): (.*)");

    private TlsFailures() {}

    /** The reason of a failure, without what it is wrapped into. */
    public static String text(Throwable failure) {
        if (failure instanceof SslHandshakeTimeoutException) {
            return "the handshake took too long";
        }
        if (causes(failure).anyMatch(NotSslRecordException.class::isInstance)) {
            return "the other side does not speak TLS";
        }
        if (causes(failure).anyMatch(ClosedChannelException.class::isInstance)) {
            return "the other side closed the connection during the handshake";
        }
        Throwable innermost = causes(failure).reduce((outer, inner) -> inner).orElse(failure);
        String message = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
        String all =
                causes(failure).map(cause -> String.valueOf(cause.getMessage())).collect(joining(" "));
        return meaning(all, message);
    }

    /** The failure of TLS within a failure, if there is one. */
    public static Optional<String> find(Throwable failure) {
        return causes(failure)
                .filter(SSLException.class::isInstance)
                .findFirst()
                .map(TlsFailures::text);
    }

    /** The failure of TLS within a stack trace, if there is one: of a call that waited, gRPC keeps no more than that. */
    public static Optional<String> findInTrace(String trace) {
        Matcher cause = CAUSE.matcher(trace);
        boolean ofTls = false;
        String innermost = "";
        while (cause.find()) {
            ofTls |= cause.group(1).startsWith("javax.net.ssl.")
                    || cause.group(1).startsWith("io.netty.handler.ssl.");
            innermost = cause.group(2);
        }
        return ofTls ? Optional.of(meaning(trace, innermost)) : Optional.empty();
    }

    private static String meaning(String all, String innermost) {
        String words = all.toLowerCase(Locale.ROOT).replaceAll("[_:]", " ").replaceAll(" +", " ");
        return MEANINGS.entrySet().stream()
                .filter(meaning -> words.contains(meaning.getKey()))
                .map(meaning -> meaning.getValue() + " (" + innermost + ")")
                .findFirst()
                .orElse(innermost);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(20);
    }
}
