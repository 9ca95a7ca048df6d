package io.remotelog.sdk;

import io.grpc.Status;
import io.remotelog.api.Position;
import io.remotelog.protocol.security.TlsFailures;
import java.io.IOException;
import java.util.Optional;

/** Reading from a master has ended before its end. What was read is good. */
public final class ReadException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What gRPC finds here, and no master says. */
    private static final String TOO_LONG = "gRPC message exceeds maximum size";

    private static final String CUT_OFF = "end-of-stream mid-frame";

    private final boolean temporary;

    private ReadException(boolean temporary, String message, Throwable cause) {
        super(message, cause);
        this.temporary = temporary;
    }

    /**
     * Whether the same may go well later: the master was not reached, was lost or is shutting down, serves as many Reads
     * as it can, or has ended this one, since it did not take its records while others waited.
     */
    public boolean isTemporary() {
        return temporary;
    }

    /**
     * A call that has failed.
     *
     * @param master as {@code HOST:PORT}
     * @param next before which record reading has stopped; empty: nothing came
     */
    static ReadException of(String master, Status status, Optional<Position> next) {
        String text = text(status);
        if (isLost(status)) {
            return new ReadException(
                    true,
                    next.isPresent()
                            ? "lost master " + master + " (" + text + ") before " + next.get()
                            : "cannot read from master " + master + " (" + text
                                    + "): is it running, and is this its port for applications (--grpc-port)?",
                    status.asException());
        }
        return switch (status.getCode()) {
            case UNIMPLEMENTED ->
                failure(
                        status,
                        "master " + master + " has no Read (" + text
                                + "): it is go-remote-log's, or an earlier RemoteLog."
                                + " Read from its folder, or a replica's (--store)");
            case RESOURCE_EXHAUSTED ->
                failure(
                        status,
                        "master " + master + " refused the read (RESOURCE_EXHAUSTED: " + text + ")"
                                + next.map(position -> " before " + position).orElse(""));
            case NOT_FOUND, OUT_OF_RANGE, DATA_LOSS, FAILED_PRECONDITION -> failure(status, text);
            default -> failure(status, "master " + master + " refused the read: " + status.getCode() + ": " + text);
        };
    }

    /** A response that no master of this kind sends. */
    static ReadException malformed(String master, IllegalArgumentException cause) {
        return new ReadException(
                false, "master " + master + " sent what is no answer to a Read: " + cause.getMessage(), cause);
    }

    /** Also when the master ends before the reader took what was before the reason: gRPC has other words for that. */
    private static boolean isLost(Status status) {
        String description = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED -> true;
            case INTERNAL -> description.startsWith("RST_STREAM") || description.contains(CUT_OFF);
            default -> false;
        };
    }

    private static ReadException failure(Status status, String message) {
        boolean temporary = status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                && !text(status).startsWith(TOO_LONG);
        return new ReadException(temporary, message, status.asException());
    }

    /** A line: gRPC describes a failed connection with its stack trace, or not at all. */
    private static String text(Status status) {
        Throwable cause = status.getCause();
        String description = status.getDescription() == null ? "" : status.getDescription();
        Optional<String> tls =
                Optional.ofNullable(cause).flatMap(TlsFailures::find).or(() -> TlsFailures.findInTrace(description));
        if (tls.isPresent()) {
            return "TLS failed: " + tls.get();
        }
        if (status.getCode() == Status.Code.UNAVAILABLE && cause != null && cause.getMessage() != null) {
            return cause.getMessage().lines().findFirst().orElse("");
        }
        return description.isEmpty()
                ? status.getCode().name()
                : description.lines().findFirst().orElse("");
    }
}
