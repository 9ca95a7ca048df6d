package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what was sent, with a bound. */
final class Futures {
    private static final int SECONDS = 20;

    private Futures() {}

    static Receipt receipt(CompletableFuture<Receipt> sent)
            throws InterruptedException, ExecutionException, TimeoutException {
        return sent.get(SECONDS, TimeUnit.SECONDS);
    }

    static SendException failure(CompletableFuture<Receipt> sent) throws InterruptedException, TimeoutException {
        try {
            return fail("the record was taken: " + sent.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(SendException.class);
            return (SendException) e.getCause();
        }
    }
}
