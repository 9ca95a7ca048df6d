package io.remotelog.cli;

/**
 * A place to dial, written {@code HOST:PORT}, or {@code [HOST]:PORT} for an IPv6 address.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    HostPort {
        if (host.isEmpty() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("host '" + host + "', port " + port + ", want a host and 1 to 65535");
        }
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if it has another form; the message shows the right one
     */
    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw malformed(text);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw malformed(text);
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
    }

    /** Writes a place, with a host that is a name or an address without brackets. */
    static String format(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "', want HOST:PORT such as 10.0.0.5:2222 or [::1]:2222, the port from 1 to 65535");
    }

    @Override
    public String toString() {
        return format(host, port);
    }
}
