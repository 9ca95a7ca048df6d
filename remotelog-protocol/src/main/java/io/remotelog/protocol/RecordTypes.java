package io.remotelog.protocol;

/** The types of record that go-remote-log's SDK sends, and their payloads. */
public final class RecordTypes {
    /** A {@link io.remotelog.protocol.payload.DbLogData}. */
    public static final short DB = 1001;

    /** An {@link io.remotelog.protocol.payload.AppLogData}. */
    public static final short APP = 1101;

    /** JSON text in UTF-8. */
    public static final short JSON = 1201;

    private RecordTypes() {}
}
