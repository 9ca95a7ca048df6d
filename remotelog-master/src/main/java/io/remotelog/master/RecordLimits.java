package io.remotelog.master;

/** What a record may be. */
final class RecordLimits {
    private RecordLimits() {}

    /** Refuses a type that is no int16, and a payload beyond the limit. */
    static void check(int type, int payloadBytes, int maxRecordBytes) {
        if (type != (short) type) {
            throw new IllegalArgumentException(
                    "record type " + type + ", want " + Short.MIN_VALUE + " to " + Short.MAX_VALUE);
        }
        if (payloadBytes > maxRecordBytes) {
            throw new IllegalArgumentException("record of " + payloadBytes + " bytes, want at most " + maxRecordBytes
                    + ": split it, or raise --max-record-bytes of the master");
        }
    }
}
