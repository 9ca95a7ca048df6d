/**
 * The sync protocol between master and replica, version 2: what RemoteLog speaks with its own kind.
 *
 * <p>A link begins as one of version 1. The replica's greeting (type 7) is the text {@code remotelog/2}, and it waits for the
 * answer (type 8). If that is {@code remotelog/2 NONCE}, where NONCE is 32 hexadecimal digits, every byte from there on, in
 * both directions, is of version 2; any other text means version 1, as a go-remote-log peer answers.
 *
 * <p>A message is a header of 16 bytes, big-endian as all numbers of version 2, and a body:
 *
 * <pre>
 * offset size field
 *      0    1 type
 *      1    1 compression    0: the body is as it is; 1: it is one zstd frame (records messages only)
 *      2    2 reserved       sent as 0, ignored on receipt
 *      4    4 body length    of the bytes that follow
 *      8    4 content length of the body after inflating
 *     12    4 crc32c         CRC32C of the 12 bytes before it and of the body as it is on the wire
 * </pre>
 *
 * <pre>
 * type              direction           body
 *  1 hello          replica to master   JSON, see {@link io.remotelog.protocol.sync.v2.Hello}; the first message
 *  2 welcome        master to replica   JSON, see {@link io.remotelog.protocol.sync.v2.Welcome}; the answer
 *  3 refusal        either way          JSON {@code {"reason":"DIVERGED","text":"..."}}; the last message
 *  4 records        master to replica   day (4), count (4), first id (8), durable (8), records
 *  5 day finished   master to replica   day (4), count (8): all of it has been sent
 *  6 gap            master to replica   day (4), id (8), last day (4), reason (UTF-8): what will never come
 *  7 stopped        master to replica   day (4), id (8), reason (UTF-8): the record cannot be read, other days go on
 *  8 heartbeat      master to replica   day (4), count (8), milliseconds since 1970 (8): the high-water mark
 *  9 ack            replica to master   day (4), id (8): what is before it is durable on the replica
 * </pre>
 *
 * <p>A day is a number of days since 1970-01-01. Each record of a records message is time (4, unix seconds), type (2), length
 * (4) and payload. One of no records says that the day is there, before later days come although nothing of this one can.
 *
 * <pre>
 * {"name":"berlin","instance":UUID,"proof":HEX,"nonce":HEX,"zstd":true,"maxRecordBytes":8388608,"maxRate":100000,
 *  "epochs":["UUID 2026-11-22/17"],"last":"2026-11-22/41","lastCrc32c":3735928559,
 *  "unfinished":["2026-11-22/42"],"next":"2026-11-23","historyDays":0,"commitsDurably":true}
 *
 * {"proof":HEX,"zstd":true,"log":UUID,"zone":"Europe/Berlin","common":UUID,"epochs":["UUID 2026-11-22/17"]}
 * </pre>
 *
 * <p>{@code name}, {@code proof}, {@code maxRate}, {@code last} with {@code lastCrc32c}, {@code next},
 * {@code commitsDurably} (then false), {@code log} and {@code common} may be absent; members that are not known are passed over. {@code lastCrc32c} is CRC32C over the record's
 * time (4), type (2) and payload. A proof is HMAC-SHA256, with the shared token as its key, over lines that end with a line
 * feed: for the replica {@code remotelog/2 replica}, the master's nonce, its own, its name or nothing; for the master
 * {@code remotelog/2 master} and the two nonces in the same order.
 *
 * <p>The master decides whether there can be a link, by the rules of {@link io.remotelog.protocol.sync.v2.MasterEnd}, and
 * the replica looks at the lineage once more. Then the master sends without being asked: the replica's unfinished days first,
 * then day by day what it has. Each side says something every 4 seconds, and gives the other one up after 12.
 */
package io.remotelog.protocol.sync.v2;
