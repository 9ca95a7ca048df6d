package io.remotelog.bench;

import io.remotelog.master.Master;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** An application that gives a master records at an even rate: what is due, each millisecond. One thread. */
final class Producer {
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int SECONDS_TO_ANSWER = 30;

    private final Master master;
    private final ByteBuffer payload;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Producer(Master master, int payloadBytes) {
        this.master = master;
        this.payload = ByteBuffer.wrap(Payload.bytes(payloadBytes));
    }

    /**
     * Appends for a while, then waits until all is acknowledged.
     *
     * @param rate records a second
     * @return when the last record was given, of {@link System#nanoTime()}
     */
    long produce(int rate, Duration duration) throws IOException, InterruptedException {
        long records = rate * duration.toMillis() / 1000;
        CountDownLatch unanswered = new CountDownLatch(Math.toIntExact(records));
        long began = System.nanoTime();
        long given = 0;
        while (given < records && failure.get() == null) {
            long elapsed = System.nanoTime() - began;
            long due = Math.min(records, rate * elapsed / TimeUnit.SECONDS.toNanos(1));
            for (; given < due; given++) {
                append(unanswered);
            }
            LockSupport.parkNanos(BURST_NANOS - (System.nanoTime() - began) % BURST_NANOS);
        }
        long ended = System.nanoTime();
        boolean answered = unanswered.await(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        if (failure.get() != null) {
            throw new IOException("a record was not committed", failure.get());
        }
        if (!answered) {
            throw new IOException(
                    unanswered.getCount() + " records without an answer after " + SECONDS_TO_ANSWER + " s");
        }
        return ended;
    }

    private void append(CountDownLatch unanswered) {
        CompletableFuture<Void> unused = master.commitDataAsync(7, payload).handle((position, refused) -> {
            if (refused != null) {
                failure.compareAndSet(null, refused);
            }
            unanswered.countDown();
            return null;
        });
    }
}
