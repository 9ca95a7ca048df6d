package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a copy is complete, and when waiting for that ends. */
class CatchUpTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    private final MemoryLogStore original = new MemoryLogStore();
    private final MemoryLogStore copy = new MemoryLogStore();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private LogWriter copied;

    @BeforeEach
    void threeRecords() throws IOException {
        append(original.writer(ZoneOffset.UTC), 3);
        copied = copy.writer(ZoneOffset.UTC);
    }

    @AfterEach
    void close() {
        thread.shutdownNow();
        original.close();
        copy.close();
    }

    @Test
    void returnsOnceTheCopyHasAllRecords() throws Exception {
        Future<?> waiting = thread.submit(() -> {
            new CatchUp(original, copy).await(Duration.ofSeconds(10));
            return null;
        });
        append(copied, 2);
        assertThat(waiting.isDone()).isFalse();
        append(copied, 1);
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void endsWithAFailureWhenNothingComes() throws IOException {
        append(copied, 2);
        assertThatThrownBy(() -> new CatchUp(original, copy).await(Duration.ofMillis(10)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("the replica lacks 1 records");
    }

    private static void append(LogWriter writer, int records) throws IOException {
        writer.open(DAY);
        for (int i = 0; i < records; i++) {
            writer.append(0, (short) 0, ByteBuffer.allocate(0));
        }
        writer.commit();
    }
}
