/**
 * The side that assigns ids: takes records from applications, appends them, and serves them to replicas and
 * to applications that read.
 *
 * <pre>
 * gRPC threads, commitData ──bounded queue──&gt; appender thread ── append, append, ..., commit ──&gt; answers
 *                                                                    │
 * sync link (one per replica, on its Netty loop) &lt;── wake-up ────────┘  cursor -&gt; batch -&gt; socket
 * Read (one of two threads) &lt;── wake-up, room on the connection, ── cursor -&gt; batch -&gt; response
 * </pre>
 *
 * <p>{@link io.remotelog.master.Master#start} puts it together over any {@link io.remotelog.api.LogStore}.
 */
package io.remotelog.master;
