package io.remotelog.sdk;

/** Runs what completes futures, and knows on which threads that is: there nobody may wait for answers. Any thread. */
final class Settling {
    private static final ThreadLocal<Boolean> UNDER_WAY = ThreadLocal.withInitial(() -> false);

    private Settling() {}

    /** Whether this thread is running what an application hung on a future, so that answers wait for it. */
    static boolean isOnThisThread() {
        return UNDER_WAY.get();
    }

    static void run(Runnable completion) {
        boolean nested = UNDER_WAY.get();
        UNDER_WAY.set(true);
        try {
            completion.run();
        } finally {
            UNDER_WAY.set(nested);
        }
    }
}
