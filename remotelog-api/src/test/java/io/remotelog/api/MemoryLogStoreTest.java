package io.remotelog.api;

import java.util.concurrent.atomic.AtomicInteger;

/** Holds {@link MemoryLogStore} to the contract. */
class MemoryLogStoreTest extends LogStoreContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final String name = "contract-" + TESTS.incrementAndGet();

    @Override
    public LogStore openStore() {
        return MemoryLogStore.named(name);
    }
}
