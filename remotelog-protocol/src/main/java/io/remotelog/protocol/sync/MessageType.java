package io.remotelog.protocol.sync;

import java.util.Optional;

/** What a frame is. Its code is on the wire. */
public enum MessageType {
    /** Replica to master, every 5 s, empty. */
    HEARTBEAT(1),
    /** Replica to master, free text. Also asks a silent master for a sign of life. */
    GREETING(7),
    /** Master to replica, free text: the answer to every greeting. */
    GREETING_REPLY(8),
    /** Replica to master: send this day from this id on. */
    REQUEST(301),
    /** Master to replica: a batch of records. */
    RECORDS(302),
    /** Day finished, as go-remote-log's documentation has it. No version of it sends this. */
    DAY_FINISHED_DOCUMENTED(303),
    /** Master to replica, the date as text: all of that day has been sent, and it is finished. */
    DAY_FINISHED(304);

    private final short code;

    MessageType(int code) {
        this.code = (short) code;
    }

    /** The number on the wire. */
    public short code() {
        return code;
    }

    static Optional<MessageType> ofCode(short code) {
        for (MessageType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
