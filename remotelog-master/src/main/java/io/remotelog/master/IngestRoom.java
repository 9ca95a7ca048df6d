package io.remotelog.master;

import io.remotelog.protocol.link.RecordRoom;

/**
 * What the port for applications may take of the process's memory, and of its open files.
 *
 * @param connections how many connections applications may have
 * @param messages the room for messages that are not whole yet
 * @param reads the room for long records that are read
 */
record IngestRoom(int connections, MessageRoom messages, RecordRoom reads) {
    /** A long record that a client takes more slowly may be cut off for others. */
    private static final long MIN_READ_BYTES_PER_SECOND = 2L << 20;

    /** For a master: what this process can afford. */
    static IngestRoom of(int maxRecordBytes) {
        return new IngestRoom(
                IngestConnections.affordable(),
                MessageRoom.of(IngestServer.maxMessageBytes(maxRecordBytes)),
                RecordRoom.ofProcess(MIN_READ_BYTES_PER_SECOND));
    }
}
