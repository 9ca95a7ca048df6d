/**
 * The sync protocol between master and replica, version 1: what go-remote-log speaks.
 *
 * <p>A replica dials the master. Every message is a {@link io.remotelog.protocol.sync.Frame}: a 15-byte header, little-endian,
 * and a body.
 *
 * <pre>
 * offset size field
 *      0    4 send flag        a number that both sides were started with
 *      4    1 zlib             1: the body is a zlib stream; 0: as it is
 *      5    1 padding          sent as 0, ignored on receipt
 *      6    2 type             see {@link io.remotelog.protocol.sync.MessageType}
 *      8    4 content length   of the body after inflating
 *     12    3 body length      of the bytes that follow
 * </pre>
 *
 * <p>The body of a records message is a {@link io.remotelog.protocol.sync.RecordBatch}, the body of a request a
 * {@link io.remotelog.protocol.sync.DayRequest}.
 *
 * <p>{@link io.remotelog.protocol.sync.MasterSession} and {@link io.remotelog.protocol.sync.ReplicaSession} are the two ends
 * of a link, without its socket: frames in, frames out, and the time from a {@link io.remotelog.api.LogClock}. So a test
 * drives them through any order of events.
 */
package io.remotelog.protocol.sync;
