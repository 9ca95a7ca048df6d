package io.remotelog.api;

import java.io.IOException;

/**
 * Opens the stores of one scheme. Found with {@link java.util.ServiceLoader}, so it has a public constructor without
 * parameters.
 */
public interface LogStoreProvider {

    /** The scheme, in lower case, such as {@code filelog}. */
    String scheme();

    /**
     * Opens a store, and creates nothing: a place that does not exist yet is a store without days.
     *
     * @throws IllegalArgumentException if an option is unknown or has a wrong value; the message lists the known ones
     * @throws IOException if what is at the place cannot be a store, such as a file where a folder is wanted
     */
    LogStore open(StoreLocation location) throws IOException;
}
