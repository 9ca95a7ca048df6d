/**
 * The side that mirrors: dials the master, checks each record, appends it to a log of its own.
 *
 * <p>{@link io.remotelog.replica.Replica#start} puts it together over any {@link io.remotelog.api.LogStore}. One thread
 * reads the socket, checks, appends, commits and keeps the days.
 */
package io.remotelog.replica;
