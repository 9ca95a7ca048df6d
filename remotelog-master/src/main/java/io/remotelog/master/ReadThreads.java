package io.remotelog.master;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that read the log for applications: each Read stays on one, so that its reader knows a single thread.
 *
 * <p>Their queues are bounded by the number of Reads, each of which has one turn waiting at most.
 */
final class ReadThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadThreads.class);

    /** Few: Reads share the processors with the appender and the network. */
    private static final int THREADS = 2;

    private static final int END_SECONDS = 5;

    private final List<ThreadPoolExecutor> threads;
    private int next;

    ReadThreads() {
        this.threads = IntStream.range(0, THREADS).mapToObj(ReadThreads::thread).toList();
    }

    private static ThreadPoolExecutor thread(int number) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "remotelog-read-" + number);
                    thread.setDaemon(true);
                    return thread;
                },
                // After the end every Read has ended: a late wake-up is for nobody.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** The thread for the next Read, in turn. Its caller sees to it that no two ask at a time. */
    Executor next() {
        next = (next + 1) % THREADS;
        return threads.get(next);
    }

    /** Does what was asked for, and ends. */
    @Override
    public void close() {
        threads.forEach(ThreadPoolExecutor::shutdown);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        try {
            for (ThreadPoolExecutor thread : threads) {
                if (!thread.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("a thread that reads for applications did not end in {} s", END_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            // They end by themselves: an interrupt could close a file under a reader.
            Thread.currentThread().interrupt();
        }
    }
}
