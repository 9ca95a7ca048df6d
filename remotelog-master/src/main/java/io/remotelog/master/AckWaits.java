package io.remotelog.master;

import com.google.common.util.concurrent.Uninterruptibles;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.link.Replicas;
import io.remotelog.protocol.v1.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever sent records when they are durable, and when replicas have them.
 *
 * <p>What is durable with its commit is told at once. The rest waits on a thread of its own, which looks when the store or
 * a replica has got further. How many wait is bounded by what streams may have without an answer.
 */
final class AckWaits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AckWaits.class);

    /** A disk that has not made records durable by then is in trouble, and the client is to know. */
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(60);

    private final LogStore store;
    private final Replicas replicas;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean lookDue = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Wait> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile DayLog day;

    // Of the thread alone.
    private final List<Wait> waits = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** Records that are committed, and not as safe yet as was asked for. */
    private static final class Wait {
        final Position last;
        final int replicas;
        final Duration replicatedWithin;
        final Consumer<Result> then;
        long untilNanos = System.nanoTime() + DURABLE_WITHIN.toNanos();
        boolean isDurable;

        Wait(Position last, int replicas, Duration replicatedWithin, Consumer<Result> then) {
            this.last = last;
            this.replicas = replicas;
            this.replicatedWithin = replicatedWithin;
            this.then = then;
        }
    }

    AckWaits(LogStore store, Replicas replicas) {
        this.store = store;
        this.replicas = replicas;
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread made = new Thread(work, "remotelog-acks");
                    made.setDaemon(true);
                    return made;
                },
                // After the end everybody was told.
                new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Tells when committed records are durable. Any thread.
     *
     * @param last the last of them
     * @param then is told {@code ACKNOWLEDGED}, or {@code UNKNOWN} if that takes too long; on this thread or another one, and
     *     must not block
     */
    void awaitDurable(Position last, Consumer<Result> then) {
        await(new Wait(last, 0, Duration.ZERO, then));
    }

    /**
     * As {@link #awaitDurable}, and then waits for replicas.
     *
     * @param within how long, from when they are durable here; afterwards it tells {@code NOT_REPLICATED}
     */
    void awaitReplicated(Position last, int count, Duration within, Consumer<Result> then) {
        await(new Wait(last, count, within, then));
    }

    private void await(Wait wait) {
        if (wait.replicas == 0 && isDurable(wait.last)) {
            wait.then.accept(Result.ACKNOWLEDGED);
            return;
        }
        waiting.incrementAndGet();
        arrivals.add(wait);
        // Also for what became durable in between: whoever changes something from now on sees that it is waited for.
        lookSoon();
    }

    private void changed() {
        if (waiting.get() > 0) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (lookDue.compareAndSet(false, true)) {
            thread.execute(this::look);
        }
    }

    private void look() {
        // First: what changes from now on brings another look.
        lookDue.set(false);
        if (subscriptions.isEmpty()) {
            // Only now: where nobody ever waits, a commit has nobody to wake.
            subscriptions.add(store.subscribeToDurable(this::changed));
            subscriptions.add(replicas.subscribe(this::changed));
        }
        for (Wait wait = arrivals.poll(); wait != null; wait = arrivals.poll()) {
            waits.add(wait);
            lookAgainAfter(DURABLE_WITHIN);
        }
        for (Iterator<Wait> each = waits.iterator(); each.hasNext(); ) {
            Wait wait = each.next();
            Optional<Result> result = result(wait);
            if (result.isPresent()) {
                each.remove();
                waiting.decrementAndGet();
                wait.then.accept(result.get());
            }
        }
    }

    private Optional<Result> result(Wait wait) {
        if (!wait.isDurable && isDurable(wait.last)) {
            if (wait.replicas == 0) {
                return Optional.of(Result.ACKNOWLEDGED);
            }
            wait.isDurable = true;
            wait.untilNanos = System.nanoTime() + wait.replicatedWithin.toNanos();
            lookAgainAfter(wait.replicatedWithin);
        }
        if (wait.isDurable && replicas.durableOn(wait.last) >= wait.replicas) {
            return Optional.of(Result.ACKNOWLEDGED);
        }
        if (System.nanoTime() - wait.untilNanos >= 0) {
            return Optional.of(wait.isDurable ? Result.NOT_REPLICATED : Result.UNKNOWN);
        }
        return Optional.empty();
    }

    private void lookAgainAfter(Duration delay) {
        ScheduledFuture<?> unused = thread.schedule(this::lookSoon, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isDurable(Position last) {
        try {
            DayLog log = day;
            if (log == null || !log.day().equals(last.day())) {
                log = store.find(last.day()).orElse(null);
                day = log;
            }
            return log != null && log.durable() > last.id();
        } catch (IOException e) {
            LOG.warn("whether record {} is durable: {}", last, e.getMessage(), e);
            return false;
        }
    }

    @Override
    public void close() {
        thread.execute(() -> {
            subscriptions.forEach(Subscription::close);
            subscriptions.clear();
        });
        thread.shutdown();
        Uninterruptibles.awaitTerminationUninterruptibly(thread);
    }
}
