package io.remotelog.sdk;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.Result;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The thread that sends: takes batches from the buffer, gives them to the stream, and takes in the answers. It makes a new stream
 * when one has ended, and goes over to single calls where the master has no other. Everything that others have to tell it comes as
 * an event; it never waits for the network.
 */
final class Sender implements Runnable {
    /** How long tearing down the connection may take, after the last record is settled. */
    private static final int TEAR_DOWN_SECONDS = 5;

    /** Batches that wait for a connection are closed after such a part of the deadline, since they fail as a whole. */
    private static final int PARTS_OF_A_DEADLINE = 20;

    private final RemoteLogConfig config;
    private final Uplink uplink;
    private final Verdict verdict;
    private final Counters counters;
    private final Warnings warnings;
    private final SendBuffer buffer;
    private final Settlement settlement;
    private final Thread thread = new Thread(this, "remotelog-sender");
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final Window window = new Window();
    private final Optional<Spilling> spilling;
    private final AppendRequests requests;
    private final Resending resending;
    private final List<Flush> flushes = new ArrayList<>();
    private final long deadlineNanos;
    private final long lingerNanos;
    private final long waitingBatchNanos;

    private volatile boolean parked;
    private volatile SendStatus.Link link = SendStatus.Link.NONE;
    private SingleCalls singleCalls;

    /** Those of a connection that is lost, while some of its calls are under way. */
    private SingleCalls lastCalls;

    private volatile boolean ended;

    Sender(
            RemoteLogConfig config,
            Supplier<ManagedChannel> channels,
            Verdict verdict,
            Counters counters,
            Warnings warnings,
            Optional<Spill> spill) {
        this.config = config;
        this.uplink = new Uplink(channels, config.compression());
        this.verdict = verdict;
        this.counters = counters;
        this.warnings = warnings;
        this.buffer = new SendBuffer(config, this::wake);
        this.settlement = new Settlement(buffer, counters, warnings);
        this.spilling = spill.map(store -> new Spilling(store, buffer, window, verdict, this::tell));
        this.requests = new AppendRequests(config.ack());
        this.resending = new Resending(config.master(), window, uplink, verdict, counters, warnings, this::fail);
        this.deadlineNanos = config.deadline().toNanos();
        this.lingerNanos = config.linger().toNanos();
        this.waitingBatchNanos = Math.max(lingerNanos, deadlineNanos / PARTS_OF_A_DEADLINE);
        thread.setDaemon(true);
    }

    private record Flush(long beforeOrdinal, CountDownLatch done) {}

    void start() {
        thread.start();
    }

    SendBuffer buffer() {
        return buffer;
    }

    SendStatus.Link link() {
        return link;
    }

    /** The latch opens once everything is settled that was accepted before this call. */
    CountDownLatch flush() {
        Flush flush = new Flush(buffer.mark(), new CountDownLatch(1));
        tell(() -> flushes.add(flush));
        if (ended) {
            flush.done().countDown();
        }
        return flush.done();
    }

    /** The record's sender waits no longer: settles it soon, one way or the other. */
    void interrupt(PendingReceipt pending) {
        tell(() -> interrupted(pending));
    }

    /** Fails what is left, and ends. */
    void end() throws InterruptedException {
        tell(this::ending);
        thread.join(TimeUnit.SECONDS.toMillis(2 * TEAR_DOWN_SECONDS));
    }

    private void tell(Runnable event) {
        events.add(event);
        wake();
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!ended) {
            try {
                step();
            } catch (RuntimeException e) {
                warnings.error("sending to master " + config.master() + " failed, and begins anew", e);
                disconnect();
                uplink.pauseLonger();
            }
        }
        // What was told before this thread said that it ended.
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
        flushes.forEach(flush -> flush.done().countDown());
    }

    private void step() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
        if (ended) {
            return;
        }
        if (spilling.isPresent()) {
            spilling.get().step(resending.producer());
            giveUpConnecting();
        } else {
            giveUpLate();
        }
        leaveLostConnections();
        if (singleCalls != null) {
            sendSingly();
        } else {
            sendBatches();
        }
        settleFlushes();
        park();
    }

    private void park() {
        // Set before looking: who adds afterwards sees it, and what was added before is seen here.
        parked = true;
        long nanos = nanosUntilWork();
        if (nanos > 0 && events.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }

    private long nanosUntilWork() {
        long now = System.nanoTime();
        OptionalLong oldest = buffer.oldestNanos();
        long nanos = Long.MAX_VALUE;
        if (oldest.isPresent()) {
            nanos = Math.min(oldest.getAsLong() + waitingBatchNanos, oldest.getAsLong() + deadlineNanos) - now;
            nanos = nanos > 0 ? nanos : Math.max(1, oldest.getAsLong() + deadlineNanos - now);
        }
        for (Batch batch : window.held()) {
            nanos = Math.min(nanos, Math.max(1, batch.lastNanos() + deadlineNanos - now));
        }
        if (spilling.isPresent()) {
            nanos = spilling.get().nanosUntilWork(now);
        }
        boolean isReadable = spilling.isPresent() && spilling.get().isReadable();
        boolean isInBuffer =
                oldest.isPresent() && !(spilling.isPresent() && spilling.get().isActive());
        boolean isWaiting = isInBuffer || isReadable || !window.isEmpty();
        if (singleCalls != null) {
            return isWaiting && !singleCalls.isConnectionLost() && singleCalls.hasRoom() ? 0 : nanos;
        }
        if (!uplink.isThere()) {
            return isWaiting ? Math.min(nanos, uplink.nanosUntilDue(now)) : nanos;
        }
        long untilDue = uplink.nanosUntilDue(now);
        if (!uplink.isConnected()) {
            return Math.min(nanos, untilDue);
        }
        if (!window.hasRoom()) {
            return nanos;
        }
        if (!window.isAllGiven() || isReadable) {
            return Math.min(nanos, untilDue);
        }
        if (isInBuffer) {
            boolean leaves = buffer.hasSealed() || window.isEmpty();
            long untilLeft = leaves ? 0 : oldest.getAsLong() + lingerNanos - now;
            return Math.min(nanos, Math.max(untilLeft, untilDue));
        }
        return nanos;
    }

    /** Fails the records that got no answer in time. */
    private void giveUpLate() {
        long now = System.nanoTime();
        buffer.sealIfBegunBefore(now - waitingBatchNanos);
        for (Batch batch : window.held()) {
            if (now - batch.lastNanos() >= deadlineNanos) {
                window.remove(batch);
                fail(batch, verdict.unanswered(batch.isGiven(), false));
            }
        }
        for (Batch batch : buffer.takeOlderThan(now - deadlineNanos)) {
            fail(batch, verdict.unanswered(false, false));
        }
        giveUpConnecting();
    }

    private void giveUpConnecting() {
        if (uplink.isOverdue()) {
            lost(Uplink.overdue());
        }
    }

    private void fail(Batch batch, SendException failure) {
        spilling.ifPresent(spills -> spills.settled(batch));
        settlement.failed(batch, failure);
    }

    private void sendBatches() {
        boolean isWaiting = buffer.oldestNanos().isPresent()
                || !window.isEmpty()
                || (spilling.isPresent() && spilling.get().isReadable());
        if (isWaiting && uplink.isDialDue()) {
            dial();
        }
        while (window.hasRoom() && uplink.isReady()) {
            if (window.isAllGiven()) {
                Batch next = next(window.isEmpty() ? 0 : lingerNanos);
                if (next == null) {
                    return;
                }
                if (!next.isNumbered()) {
                    next.number(resending.producer());
                }
                window.add(next);
            }
            give(window.nextToGive());
        }
    }

    /** The next batch, of the spill while there is something in it; null if there is none that may leave. */
    private Batch next(long linger) {
        if (spilling.isPresent() && spilling.get().isActive()) {
            return spilling.get().next();
        }
        return buffer.take(System.nanoTime() - linger);
    }

    private void give(Batch batch) {
        batch.givenTo(uplink.number());
        uplink.send(requests.of(batch, window.give()));
    }

    private void dial() {
        counters.retriedBatches.addAndGet(window.begin());
        uplink.dial(new Events(uplink.number() + 1));
    }

    /** What the stream tells, as events of this thread, as long as it is the present one. */
    private final class Events implements AppendStream.Listener {
        private final long number;

        Events(long number) {
            this.number = number;
        }

        @Override
        public void ready() {
            wake();
        }

        @Override
        public void answered(AppendResponse response) {
            tell(() -> {
                if (uplink.is(number)) {
                    uplink.answered();
                    Sender.this.answered(response);
                }
            });
        }

        @Override
        public void ended(Status status, boolean fromMaster) {
            tell(() -> {
                if (uplink.is(number)) {
                    Sender.this.ended(status, fromMaster);
                }
            });
        }
    }

    private void answered(AppendResponse answer) {
        window.answered(answer.getNumber()).ifPresent(batch -> {
            switch (answer.getResult()) {
                case ACKNOWLEDGED, NOT_REPLICATED -> acknowledged(batch, answer);
                default -> window.failed(batch, answer);
            }
        });
        window.takeFailed().ifPresent(resending::goBack);
    }

    private void acknowledged(Batch batch, AppendResponse answer) {
        boolean isBack = uplink.wasOfUse();
        if (isBack || link != SendStatus.Link.BATCHES) {
            link = SendStatus.Link.BATCHES;
            warnings.inform("master " + config.master() + " takes records");
        }
        window.setCareful(false);
        window.remove(batch);
        batch.producer().acknowledged(batch.end());
        boolean isInTime = answer.getResult() == Result.ACKNOWLEDGED;
        if (!isInTime) {
            counters.notReplicated.addAndGet(batch.records());
        }
        spilling.ifPresent(spills -> spills.settled(batch));
        settlement.acknowledged(
                batch, answer.getRunsList(), isInTime && config.ack().level() == Ack.Level.REPLICATED);
    }

    private void ended(Status status, boolean fromMaster) {
        boolean isMasters = fromMaster && !Verdict.isGuessed(status);
        if (isMasters && status.getCode() == Status.Code.UNIMPLEMENTED) {
            goSingle();
            return;
        }
        verdict.obstacle(status);
        boolean isSuspect = window.isSingleUnanswered();
        lost(Verdict.text(status));
        if (isMasters) {
            switch (status.getCode()) {
                case INVALID_ARGUMENT, RESOURCE_EXHAUSTED -> resending.suspect(isSuspect, Verdict.text(status));
                case UNAUTHENTICATED, PERMISSION_DENIED -> refuseAll(status);
                default -> {}
            }
        }
    }

    /** The master lets nobody in with what it is shown: none of its records was looked at. */
    private void refuseAll(Status status) {
        if (spilling.isPresent()) {
            // They wait until it is let in: what it is shown may be mended.
            return;
        }
        SendException refusal = verdict.refused(Verdict.text(status));
        for (Batch batch : window.clear()) {
            fail(batch, batch.isGivenBefore(uplink.number()) ? verdict.unanswered(true, false) : refusal);
        }
        for (Batch next = buffer.take(System.nanoTime()); next != null; next = buffer.take(System.nanoTime())) {
            fail(next, refusal);
        }
    }

    private void lost(String reason) {
        warnings.warn("lost", "cannot send to master " + config.master() + ", and tries again: " + reason);
        disconnect();
        uplink.pauseLonger();
    }

    private void disconnect() {
        link = SendStatus.Link.NONE;
        uplink.close();
    }

    /** The master takes no batches: what this stream was given was not taken, and goes singly. */
    private void goSingle() {
        buffer.limitRecords(SingleCalls.MAX_RECORDS);
        warnings.warn(
                "single",
                "master " + config.master()
                        + " takes no batches (remotelog.v1 Append): it is go-remote-log's, or an earlier"
                        + " RemoteLog. Records go one a call, each at most once: what is sent and not answered is not sent"
                        + " again; answers come when that master gives them, whatever was asked for; and records of a"
                        + " thread may be appended in another order");
        link = SendStatus.Link.SINGLE_CALLS;
        boolean unused = uplink.wasOfUse();
        singleCalls = new SingleCalls(
                uplink.takeChannel(), verdict, settlement, deadlineNanos, this::settledSingly, this::wake);
        long failedStream = uplink.number();
        for (Batch batch : window.clear()) {
            if (batch.isGivenBefore(failedStream)) {
                fail(batch, verdict.lostWithItsMaster());
            } else {
                singleCalls.submit(batch);
            }
        }
    }

    private void settledSingly(Batch batch) {
        spilling.ifPresent(spills -> spills.settled(batch));
    }

    /** What comes does not wait for what is under way: the next connection may be to another master. */
    private void leaveLostConnections() {
        if (lastCalls != null && lastCalls.isEmpty()) {
            ManagedChannel unused = lastCalls.end();
            lastCalls = null;
        }
        if (singleCalls != null && singleCalls.isConnectionLost() && lastCalls == null) {
            lastCalls = singleCalls;
            singleCalls = null;
            buffer.limitRecords(Integer.MAX_VALUE);
            link = SendStatus.Link.NONE;
        }
    }

    private void sendSingly() {
        if (singleCalls.isConnectionLost()) {
            // One that is lost is enough at a time.
            return;
        }
        while (singleCalls.hasRoom()) {
            Batch next = next(0);
            if (next == null) {
                return;
            }
            singleCalls.submit(next);
        }
    }

    private void interrupted(PendingReceipt pending) {
        if (pending.isDone()) {
            return;
        }
        if (pending.call != null) {
            pending.call.cancel();
        } else if (spilling.isPresent()) {
            Settling.run(() ->
                    pending.completeExceptionally(verdict.spilled("the sending thread does not wait any longer")));
        } else if (buffer.withdraw(pending)) {
            counters.notSent.incrementAndGet();
            Settling.run(() -> pending.completeExceptionally(verdict.interrupted(null)));
        } else {
            Settling.run(() -> pending.completeExceptionally(verdict.interruptedUnderWay()));
        }
    }

    private void settleFlushes() {
        if (flushes.isEmpty()) {
            return;
        }
        Iterator<Flush> each = flushes.iterator();
        while (each.hasNext()) {
            Flush flush = each.next();
            if (isSettled(flush)) {
                each.remove();
                flush.done().countDown();
            }
        }
    }

    private boolean isSettled(Flush flush) {
        if (buffer.oldestOrdinal() < flush.beforeOrdinal()) {
            return false;
        }
        Stream<Batch> underWay =
                Stream.concat(window.held().stream(), allSingleCalls().flatMap(calls -> calls.oldest().stream()));
        return underWay.noneMatch(batch -> batch.isHandedToSpill() || batch.ordinal() < flush.beforeOrdinal())
                && (spilling.isEmpty() || !spilling.get().isActive());
    }

    private void ending() {
        ended = true;
        boolean isUnanswered = window.isUnanswered();
        spilling.ifPresent(spills -> spills.end(resending.producer()));
        for (Batch batch : window.clear()) {
            if (spilling.isPresent()) {
                spilling.get().left(batch);
            } else {
                fail(batch, verdict.unanswered(batch.isGiven(), true));
            }
        }
        for (Batch next = buffer.take(System.nanoTime()); next != null; next = buffer.take(System.nanoTime())) {
            fail(next, verdict.unanswered(false, true));
        }
        try {
            tearDown(isUnanswered);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but for ending it.
            Thread.currentThread().interrupt();
        }
        link = SendStatus.Link.NONE;
    }

    private void tearDown(boolean isUnanswered) throws InterruptedException {
        if (uplink.isConnected() && !isUnanswered) {
            uplink.leave(TEAR_DOWN_SECONDS);
        }
        uplink.close();
        List<ManagedChannel> ending = allSingleCalls().map(SingleCalls::end).toList();
        for (ManagedChannel channel : ending) {
            channel.awaitTermination(TEAR_DOWN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Stream<SingleCalls> allSingleCalls() {
        return Stream.of(lastCalls, singleCalls).filter(Objects::nonNull);
    }
}
