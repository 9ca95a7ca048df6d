package io.remotelog.master;

/**
 * What the port for applications may take of the process's memory, and of its open files.
 *
 * @param connections how many connections applications may have
 * @param messages the room for messages that are not whole yet
 * @param reads the room for long records that are read
 */
record IngestRoom(int connections, MessageRoom messages, ReadRoom reads) {
    /** For a master: what this process can afford. */
    static IngestRoom of(int maxRecordBytes) {
        return new IngestRoom(
                IngestConnections.affordable(),
                MessageRoom.of(IngestServer.maxMessageBytes(maxRecordBytes)),
                ReadRoom.of(maxRecordBytes));
    }
}
