/**
 * What an application links to send records to a master: {@link io.remotelog.sdk.RemoteLog}; and to read them:
 * {@link io.remotelog.sdk.RemoteReader}.
 *
 * <p>The sender gives a master batches of records over one stream (Append of remotelog.v1), which can be sent again without
 * doubling a record. A master without that is go-remote-log's: it is sent one call a record, which is put on the wire at most
 * once; what failed after that is reported as {@linkplain io.remotelog.sdk.SendException.Outcome#UNKNOWN unknown}, and whether to
 * send it again, perhaps to have it twice, is the application's to say.
 */
package io.remotelog.sdk;
