package io.remotelog.storage.filelog;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Daemon threads that are there while tasks wait or run, and for a while after. */
final class SystemBackground implements Background {
    private static final long IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor thread;
    private final ScheduledThreadPoolExecutor second;

    SystemBackground(String name) {
        thread = thread(name);
        second = thread(name + "-ahead");
    }

    private static ScheduledThreadPoolExecutor thread(String name) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return thread;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void soon(Runnable task) {
        later(Duration.ZERO, task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        schedule(thread, delay, task);
    }

    @Override
    public void beside(Runnable task) {
        schedule(second, Duration.ZERO, task);
    }

    private static void schedule(ScheduledThreadPoolExecutor thread, Duration delay, Runnable task) {
        try {
            var unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: the one who closes does by itself what is left to do.
            return;
        }
    }

    @Override
    public void close() {
        end(second);
        end(thread);
    }

    private static void end(ScheduledThreadPoolExecutor thread) {
        // Without an interrupt, which would close the files under the task.
        thread.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
