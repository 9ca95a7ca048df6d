/**
 * What an application links to send records to a master: {@link io.remotelog.sdk.RemoteLog}; and to read them:
 * {@link io.remotelog.sdk.RemoteReader}.
 *
 * <p>The sender speaks the gRPC service of go-remote-log, so its master may be RemoteLog's or Go's. A record is put on the wire
 * at most once: what failed after that is reported as {@linkplain io.remotelog.sdk.SendException.Outcome#UNKNOWN unknown},
 * and whether to send it again, perhaps to have it twice, is the application's to say.
 */
package io.remotelog.sdk;
