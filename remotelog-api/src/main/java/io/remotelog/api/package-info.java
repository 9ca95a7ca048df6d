/**
 * A log of records, in days: what a store promises, and how a program finds one.
 *
 * <p>A <b>record</b> is a time, a type and a payload. Within a <b>day</b> records have dense <b>ids</b> from 0; day and
 * id together are a {@link io.remotelog.api.Position}. A {@link io.remotelog.api.LogStore} holds the days. Reading and
 * writing are apart: a reader creates nothing, a {@link io.remotelog.api.LogWriter} holds the store's lock.
 *
 * <p>{@link io.remotelog.api.LogStores#open(String)} finds the provider of a store by the scheme of its location, with
 * {@link java.util.ServiceLoader}. {@link io.remotelog.api.LogReader} reads over any store, from a position on and
 * across days.
 *
 * <p>Whoever writes a store extends {@code LogStoreContract} of this module's test-jar: it holds every promise made
 * here.
 */
package io.remotelog.api;
