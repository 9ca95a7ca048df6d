package io.remotelog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the machine itself can do with the bytes of a day, which catching up is measured beside. */
enum Limit {
    /** They go through a socket. */
    SENDFILE("sendfile") {
        @Override
        double bytesASecond(List<Path> files) throws IOException {
            return PlainSendFile.bytesASecond(files);
        }
    },
    /** They go to the disk. */
    WRITE("write") {
        @Override
        double bytesASecond(List<Path> files) throws IOException {
            return PlainWrite.bytesASecond(files);
        }
    };

    private final String word;

    Limit(String word) {
        this.word = word;
    }

    /** The name of its figure, by the payloads that the day has. */
    String name(int payloadBytes) {
        return word + (payloadBytes == 100 ? "100" : "1k");
    }

    /** Does it once with the data files of a day, and returns the bytes a second. */
    abstract double bytesASecond(List<Path> files) throws IOException;
}
