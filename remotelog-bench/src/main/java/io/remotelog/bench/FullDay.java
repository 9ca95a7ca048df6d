package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import java.io.Closeable;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A finished day in a store of its own, and the same day's files as plain mapped memory. */
final class FullDay implements Closeable {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

    private final BenchFolder folder = new BenchFolder();
    private final LogStore store;

    /** Writes the day. */
    FullDay(int records, int payloadBytes) throws IOException {
        store = LogStores.open(folder.store());
        FinishedDay.write(store, ZoneOffset.UTC, DAY, records, payloadBytes);
    }

    DayLog day() throws IOException {
        return store.find(DAY).orElseThrow();
    }

    MappedByteBuffer mappedData(int number) throws IOException {
        return mapped(String.format("data%06d", number));
    }

    MappedByteBuffer mappedIndex() throws IOException {
        return mapped("index");
    }

    private MappedByteBuffer mapped(String name) throws IOException {
        Path path = folder.path().resolve("20260131").resolve(name);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
        folder.close();
    }
}
