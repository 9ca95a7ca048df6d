package io.remotelog.api;

import java.util.Set;

/** Opens {@code memory:NAME}: every store of one name in this JVM is the same log. Takes no options. */
public final class MemoryLogStoreProvider implements LogStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemoryLogStoreProvider() {}

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public LogStore open(StoreLocation location) {
        location.requireOptionsAmong(Set.of());
        return MemoryLogStore.named(location.place());
    }
}
