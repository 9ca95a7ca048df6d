/**
 * Metrics and health of a master or a replica, over HTTP: {@link io.remotelog.http.HttpPort} answers {@code /metrics} in the
 * Prometheus formats, {@code /health/live} and {@code /health/ready}.
 *
 * <p>Every figure is read when it is asked for, from the public API of {@code Master}, {@code Replica} and {@code LogStore}: whoever
 * embeds those and has metrics of another kind needs nothing of this.
 */
package io.remotelog.http;
