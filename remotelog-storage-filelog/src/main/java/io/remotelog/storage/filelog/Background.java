package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.time.Duration;

/**
 * The helper threads of a writer, for what must not hold up appends. Any thread calls it; the tasks of {@link #soon} and {@link
 * #later} run one at a time.
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

    /** Runs a task on a second thread, beside the others; after {@link #close} it does nothing. */
    void beside(Runnable task);

    /** Waits for the tasks that run, and drops those that wait. */
    @Override
    void close();
}
