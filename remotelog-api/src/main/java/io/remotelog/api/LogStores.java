package io.remotelog.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the provider of a store by the scheme of its location. Any thread. */
public final class LogStores {
    private LogStores() {}

    /**
     * Opens a store. Creates nothing.
     *
     * @param location a path, or {@code SCHEME:PLACE?OPTION=VALUE}; see {@link StoreLocation}
     * @throws IllegalArgumentException if no provider on the class path has the scheme (the message lists those that
     *     are), more than one has it, or an option is unknown
     * @throws IOException if the provider cannot open it
     */
    public static LogStore open(String location) throws IOException {
        return open(StoreLocation.parse(location));
    }

    /**
     * Opens a store. Creates nothing.
     *
     * @throws IllegalArgumentException if no provider on the class path has the scheme (the message lists those that
     *     are), more than one has it, or an option is unknown
     * @throws IOException if the provider cannot open it
     */
    public static LogStore open(StoreLocation location) throws IOException {
        return provider(location).open(location);
    }

    private static LogStoreProvider provider(StoreLocation location) {
        List<LogStoreProvider> matching = new ArrayList<>();
        List<String> schemes = new ArrayList<>();
        for (LogStoreProvider provider : ServiceLoader.load(LogStoreProvider.class)) {
            schemes.add(provider.scheme());
            if (provider.scheme().equals(location.scheme())) {
                matching.add(provider);
            }
        }
        if (matching.isEmpty()) {
            throw new IllegalArgumentException("store " + location + ": no provider of scheme '" + location.scheme()
                    + "' on the class path, there are: " + (schemes.isEmpty() ? "none" : String.join(", ", schemes))
                    + ". Add the module that has it, or write a path with a colon as ./PATH");
        }
        if (matching.size() > 1) {
            throw new IllegalArgumentException("store " + location + ": " + matching.size() + " providers of scheme '"
                    + location.scheme() + "' on the class path, want one: "
                    + matching.stream().map(p -> p.getClass().getName()).toList());
        }
        return matching.get(0);
    }
}
