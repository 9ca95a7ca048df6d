package io.remotelog.protocol.sync.v2;

import java.util.Optional;

/** What a message is. Its code is on the wire. */
enum MessageType {
    HELLO(1),
    WELCOME(2),
    REFUSAL(3),
    RECORDS(4),
    DAY_FINISHED(5),
    GAP(6),
    STOPPED(7),
    HEARTBEAT(8),
    ACK(9);

    private final byte code;

    MessageType(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static Optional<MessageType> ofCode(byte code) {
        int index = code - 1;
        return index >= 0 && index < values().length ? Optional.of(values()[index]) : Optional.empty();
    }
}
