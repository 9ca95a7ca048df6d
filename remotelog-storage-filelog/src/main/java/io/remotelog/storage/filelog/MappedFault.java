package io.remotelog.storage.filelog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Makes a fault of mapped memory come out where the memory was read.
 *
 * <p>A read of mapped memory that is not there any more, since the file was cut in that moment or the disk fails, lets the
 * thread go on with bytes that mean nothing, and gives it an {@link InternalError} at one of the next points where the JVM
 * looks for such things. In compiled code this may be after the {@code catch} that was meant for it. JDK 17 looks when it
 * calls Java from native code, later ones when a native method returns; {@link #raise} has both. Any thread.
 */
final class MappedFault {
    private static final Object[] NO_ARGUMENTS = {};

    /** Of a hidden class: its methods are always called through native code by JDK 17. */
    private static final Runnable NOTHING = () -> {};

    private static final Method CALL = call();

    private MappedFault() {}

    /**
     * Ends the reading of mapped memory. It costs about 80 ns on JDK 17, and allocates nothing.
     *
     * @throws InternalError if memory that this thread read before was not there
     */
    static void raise() {
        try {
            CALL.invoke(NOTHING, NO_ARGUMENTS);
        } catch (InvocationTargetException e) {
            throw new InternalError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        Thread.holdsLock(NO_ARGUMENTS);
    }

    /** As {@link #raise}, where the memory is going to be read once more. */
    static void forget() {
        try {
            raise();
        } catch (InternalError e) {
            // That is what was to be forgotten.
        }
    }

    private static Method call() {
        try {
            Method run = NOTHING.getClass().getDeclaredMethod("run");
            run.setAccessible(true);
            return run;
        } catch (NoSuchMethodException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
