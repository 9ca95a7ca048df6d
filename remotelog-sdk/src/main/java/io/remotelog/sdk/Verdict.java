package io.remotelog.sdk;

import io.grpc.Status;
import io.remotelog.protocol.ingest.AppLogResponse;
import io.remotelog.protocol.security.TlsFailures;
import io.remotelog.sdk.SendException.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Says of a record without a receipt what became of it. Any thread. */
final class Verdict {
    /** Sent by a master, these say that it did not append. INTERNAL, UNKNOWN and the like do not say. */
    private static final Set<Status.Code> REFUSALS = Set.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.FAILED_PRECONDITION);

    /** What gRPC says of a response without a status of its own, such as a proxy's 504: the master may have appended. */
    private static final String STATUS_IS_GUESSED = "missing GRPC status";

    /**
     * What gRPC says of a request that it kept when the other side took leave of the connection: no byte of it left. There
     * is no other way to tell than these words of its Netty transport; a test holds them.
     */
    private static final List<String> UNSENT = List.of(
            "GOAWAY shut down transport", "GOAWAY closed buffered stream", "Abrupt GOAWAY closed unsent stream");

    /**
     * And of one that left, and that the other side, in HTTP/2's terms, has not processed and never will: it was above the
     * last stream of an orderly leave, or its stream was refused.
     */
    private static final List<Pattern> UNPROCESSED = List.of(
            Pattern.compile("Abrupt GOAWAY closed sent stream\\. HTTP/2 error code: NO_ERROR\\b.*", Pattern.DOTALL),
            Pattern.compile("RST_STREAM closed stream\\. HTTP/2 error code: REFUSED_STREAM\\b.*", Pattern.DOTALL));

    private final String master;
    private final String deadline;
    private volatile String lastObstacle = "none has failed yet";

    Verdict(String master, Duration deadline) {
        this.master = master;
        this.deadline = deadline.toMillis() + " ms";
    }

    /** The record found no room among those without an answer. */
    SendException noRoom(WhenFull policy, boolean inCompletion) {
        String bound = "the bound on records or bytes without an answer is reached";
        if (policy == WhenFull.SPILL) {
            return notSent(bound + ", and the spill's disk does not keep up: dropped", null);
        }
        if (policy == WhenFull.DROP_NEWEST) {
            return notSent(bound + ": dropped", null);
        }
        return notSent(
                inCompletion
                        ? bound + ", and a completion cannot wait for answers: send from another thread"
                        : bound + ", and no room came up within " + deadline,
                null);
    }

    /** The record came after the end. */
    SendException closed() {
        return notSent("closed", null);
    }

    /** Something ended before it told of records: notes it, for those that fail for want of a connection. */
    void obstacle(Status status) {
        lastObstacle = text(status);
    }

    /** The same, of an answer. */
    void obstacle(String text) {
        lastObstacle = text;
    }

    /** No answer came before the deadline, or before the end. */
    SendException unanswered(boolean given, boolean closing) {
        String bound = closing ? "before it was closed" : "within " + deadline;
        return given
                ? new SendException(
                        Outcome.UNKNOWN,
                        "master " + master + " did not answer " + bound + " (" + lastObstacle
                                + "): the record may be in the log, and is not sent again",
                        null)
                : notSent("no connection " + bound + " (" + lastObstacle + ")", null);
    }

    /** The sender was interrupted while its record was under way. */
    SendException interruptedUnderWay() {
        return new SendException(
                Outcome.UNKNOWN,
                "the sending thread was interrupted while the record was on its way to master " + master
                        + ": it may be in the log",
                null);
    }

    /** Nobody waits for the record any more, which will be sent. */
    SendException spilled(String why) {
        return new SendException(
                Outcome.SPILLED,
                why + ": the record is in the spill, and is sent once master " + master
                        + " takes it, after a restart of" + " the application if need be (" + lastObstacle + ")",
                null);
    }

    /** The master answered that it does not take the record. */
    SendException refused(String reason) {
        return new SendException(Outcome.REFUSED, "master " + master + " refused the record: " + reason, null);
    }

    /** The master is another one now, which cannot tell whether the one before took the record. */
    SendException lostWithItsMaster() {
        return new SendException(
                Outcome.UNKNOWN,
                "master " + master
                        + " was exchanged for one that takes no batches before it answered: the record may be"
                        + " in the log, and is not sent again",
                null);
    }

    /** The thread was interrupted before the record was started. */
    SendException interrupted(InterruptedException cause) {
        return notSent("the sending thread was interrupted", cause);
    }

    /** The call was not started. */
    SendException neverStarted(boolean cancelled) {
        return cancelled
                ? notSent("the sending thread was interrupted", null)
                : notSent(
                        "its turn did not come within " + deadline + " (those before it: " + lastObstacle + ")", null);
    }

    /**
     * The call ended with a status.
     *
     * @param given whether a connection was given the request
     * @param fromMaster whether the status came over the connection; otherwise gRPC found it here
     * @param afterResponse whether a response came before it
     */
    SendException failed(Status status, boolean given, boolean fromMaster, boolean afterResponse) {
        String text = text(status);
        boolean answered = fromMaster && !afterResponse;
        if (!answered) {
            lastObstacle = text;
        }
        if (!given) {
            return notSent(
                    status.getCode() == Status.Code.DEADLINE_EXCEEDED
                            ? "no connection within " + deadline + " (" + text + ")"
                            : text,
                    status.asException());
        }
        if (!fromMaster && !afterResponse && (isUnsent(status) || isUnprocessed(status))) {
            return notSent(
                    "the master did not take it, it was closing the connection (" + text + ")", status.asException());
        }
        if (answered && REFUSALS.contains(status.getCode()) && !isGuessed(status)) {
            return new SendException(
                    Outcome.REFUSED, "master " + master + " refused the record: " + text, status.asException());
        }
        return new SendException(
                Outcome.UNKNOWN,
                "master " + master + " did not say whether it appended the record (" + text
                        + "): it may be in the log, and was not sent again",
                status.asException());
    }

    /** The response had an error code. No master known sends one; Go's SDK takes it for a record not appended, too. */
    SendException refused(AppLogResponse response) {
        return new SendException(
                Outcome.REFUSED,
                "master " + master + " refused the record: errCode " + response.getErrCode() + ", "
                        + response.getErrMessage(),
                null);
    }

    private SendException notSent(String reason, Throwable cause) {
        return new SendException(Outcome.NOT_SENT, "record not sent to master " + master + ": " + reason, cause);
    }

    /** Whether no byte of the request left. */
    static boolean isUnsent(Status status) {
        String description = status.getDescription();
        return status.getCode() == Status.Code.UNAVAILABLE
                && description != null
                && UNSENT.stream().anyMatch(description::startsWith);
    }

    private static boolean isUnprocessed(Status status) {
        String description = status.getDescription();
        return status.getCode() == Status.Code.UNAVAILABLE
                && description != null
                && UNPROCESSED.stream()
                        .anyMatch(words -> words.matcher(description).matches());
    }

    /** Whether gRPC made the status up from an answer that is not gRPC's. */
    static boolean isGuessed(Status status) {
        return status.getDescription() != null && status.getDescription().contains(STATUS_IS_GUESSED);
    }

    /** The first line: gRPC describes a failed connection with its stack trace, which is in the cause, too. */
    static String text(Status status) {
        String description = status.getDescription();
        Optional<String> tls = Optional.ofNullable(status.getCause())
                .flatMap(TlsFailures::find)
                .or(() -> Optional.ofNullable(description).flatMap(TlsFailures::findInTrace));
        if (tls.isPresent()) {
            return status.getCode() + ": TLS failed: " + tls.get();
        }
        if (description == null) {
            return status.getCode().name();
        }
        String line = status.getCode() + ": " + description.lines().findFirst().orElse("");
        return status.getCause() instanceof IOException cause && cause.getMessage() != null
                ? line + ": " + cause.getMessage().lines().findFirst().orElse("")
                : line;
    }
}
