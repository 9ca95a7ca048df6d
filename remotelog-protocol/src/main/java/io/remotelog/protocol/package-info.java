/**
 * What master, replica and applications say to each other: {@link io.remotelog.protocol.sync} between master and replica,
 * and the generated {@code ingest} and {@code v1} (gRPC) and {@code payload} messages.
 */
package io.remotelog.protocol;
