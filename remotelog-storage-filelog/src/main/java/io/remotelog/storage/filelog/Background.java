package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.time.Duration;

/**
 * The helper thread of a writer, for what must not hold up appends. Any thread calls it; its tasks run one at a time.
 *
 * <p>An interface so that a test can run the tasks on its own thread, when it chooses, in time of its own.
 */
interface Background extends Closeable {

    /** Nanoseconds from any origin, as {@link System#nanoTime()}. */
    long nanoTime();

    /** Runs a task as soon as those before it have ended. */
    void soon(Runnable task);

    /** Runs a task after a time. */
    void later(Duration delay, Runnable task);

    /** Waits for the task that runs, and drops those that wait. */
    @Override
    void close();
}
