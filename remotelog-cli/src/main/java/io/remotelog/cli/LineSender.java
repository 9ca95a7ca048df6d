package io.remotelog.cli;

import io.remotelog.sdk.Receipt;
import io.remotelog.sdk.SendException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Sends lines as records, in their order, with many under way.
 *
 * <p>One thread reads lines and sends them; the one that calls {@link #run()} takes the answers in the order of the lines,
 * so that it hears of a failure also while reading waits for input. How many bytes are without an answer is bounded:
 * beyond, reading waits.
 *
 * <p>In batches, records are appended in their order; only a long one is waited for. Where each has a call of its own, a RemoteLog master appends in the order
 * in which they are complete on the connection. That is the order of the lines but for a record of several frames, so nothing is
 * sent while one of those is under way. A Go master handles calls that are under way together in any order: it gets one at a
 * time. The first receipt tells which one it is.
 */
final class LineSender {
    /** Few enough to be answered within a call's deadline over a slow link, enough to fill a fast one. */
    static final int MAX_UNANSWERED_BYTES = 1 << 20;

    /**
     * What the shortest record counts for. So a thousand times eight are under way at most, less than the SDK's bound, where
     * sending would wait: it must not, with the lock held.
     */
    private static final int MIN_RECORD_BYTES = MAX_UNANSWERED_BYTES >> 13;

    /** HTTP/2's frame, less what gRPC and protobuf put around a payload. */
    private static final int ONE_FRAME_BYTES = (16 << 10) - 64;

    /** What may be too long for the master: it is refused before anything is sent behind it. A batch of its own in any case. */
    private static final int LONG_BYTES = 256 << 10;

    private static final int LAST_ANSWERS_MILLIS = 1_000;

    private final Function<byte[], CompletableFuture<Receipt>> send;
    private final BooleanSupplier keepsOrder;
    private final LineSource lines;
    private final SendProgress progress;
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MAX_UNANSWERED_BYTES);
    private volatile SendSummary acknowledged = SendSummary.NONE;
    private boolean stopped;

    /**
     * Prepares to send.
     *
     * @param send hands a record to the connection, in the order of the calls
     * @param keepsOrder whether records that are under way together are appended in the order of the calls
     */
    LineSender(
            Function<byte[], CompletableFuture<Receipt>> send,
            BooleanSupplier keepsOrder,
            LineSource lines,
            SendProgress progress) {
        this.send = send;
        this.keepsOrder = keepsOrder;
        this.lines = lines;
        this.progress = progress;
    }

    /**
     * Sends all lines and waits for the answers.
     *
     * @throws CommandFailedException if a line could not be read or was not acknowledged; it tells which, and how far
     *     sending got
     */
    SendSummary run() throws CommandFailedException, InterruptedException {
        Thread reader = new Thread(this::readAndSend, "remotelog-lines");
        // A reader that waits for input must not keep a failed command from ending.
        reader.setDaemon(true);
        reader.start();
        for (Sent next = sent.take(); next.isLine(); next = sent.take()) {
            try {
                acknowledged = acknowledged.plus(next.answer().get());
                progress.acknowledged(next.lineBytes());
            } catch (ExecutionException e) {
                throw failure(next, e.getCause(), acknowledged);
            }
        }
        return acknowledged;
    }

    /** What the lines up to the first one without an answer have come to. Any thread. */
    SendSummary acknowledged() {
        return acknowledged;
    }

    private void readAndSend() {
        try (lines) {
            boolean manyUnderWay = false;
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                CompletableFuture<Receipt> answer = sendWithinBound(line.get());
                if (mustWait(line.get().length, manyUnderWay)) {
                    manyUnderWay = answer.get().position().isPresent();
                }
            }
            sent.add(Sent.END);
        } catch (ExecutionException | InterruptedException e) {
            // The thread that takes the answers finds the same failure in its place.
            sent.add(Sent.END);
        } catch (IOException | RuntimeException e) {
            sent.add(new Sent(lines.place(), 0, CompletableFuture.failedFuture(e)));
        }
    }

    /** Whether the line must be answered before the next one is sent. */
    private boolean mustWait(int length, boolean manyUnderWay) {
        return keepsOrder.getAsBoolean() ? length > LONG_BYTES : !manyUnderWay || length > ONE_FRAME_BYTES;
    }

    private CompletableFuture<Receipt> sendWithinBound(byte[] line) throws InterruptedException {
        int taken = Math.min(Math.max(line.length, MIN_RECORD_BYTES), MAX_UNANSWERED_BYTES);
        room.acquire(taken);
        synchronized (this) {
            if (stopped) {
                throw new InterruptedException("stopped");
            }
            CompletableFuture<Receipt> answer = send.apply(line);
            sent.add(new Sent(lines.place(), line.length + 1L, answer));
            return answer.whenComplete((receipt, failure) -> room.release(taken));
        }
    }

    private CommandFailedException failure(Sent first, Throwable cause, SendSummary before)
            throws InterruptedException {
        synchronized (this) {
            stopped = true;
        }
        List<CompletableFuture<Receipt>> later = new ArrayList<>();
        for (Sent next = sent.poll(); next != null; next = sent.poll()) {
            if (next.isLine()) {
                later.add(next.answer());
            }
        }
        boolean isUnknown = cause instanceof SendException e && e.outcome() == SendException.Outcome.UNKNOWN;
        String rest = later.isEmpty()
                ? ""
                : "; of " + later.size() + " lines sent after it " + acknowledged(later) + " were acknowledged";
        return new CommandFailedException(
                "stopped at " + first.place()
                        + (isUnknown ? ", which may be in the log or not: " : ", which is not in the log: ")
                        + cause.getMessage() + ". Acknowledged before it: " + before + rest,
                cause);
    }

    /** Counts, after a while for the answers under way. A record that waits for a connection is not waited for. */
    private static long acknowledged(List<CompletableFuture<Receipt>> answers) throws InterruptedException {
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .get(LAST_ANSWERS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Some have failed, or are due: neither is acknowledged.
        }
        return answers.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .count();
    }

    /** A line for which an answer is due, or the end of the lines. */
    private record Sent(String place, long lineBytes, CompletableFuture<Receipt> answer) {
        static final Sent END = new Sent("", -1, new CompletableFuture<>());

        boolean isLine() {
            return lineBytes >= 0;
        }
    }
}
