package io.remotelog.protocol.security;

import io.grpc.Metadata;

/** How a token is shown in a gRPC call: {@code authorization: Bearer TOKEN} (RFC 6750). */
public final class BearerToken {
    /** The header. */
    public static final Metadata.Key<String> KEY = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** The header's value. */
    public static String of(Token token) {
        return SCHEME + token.secret();
    }

    /** Whether the headers show this token. */
    public static boolean shows(Metadata headers, Token token) {
        String value = headers.get(KEY);
        return value != null
                && value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.matches(value.substring(SCHEME.length()));
    }
}
