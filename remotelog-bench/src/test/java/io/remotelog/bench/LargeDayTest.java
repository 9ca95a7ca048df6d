package io.remotelog.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class LargeDayTest {
    @Test
    void theCheckRunsWithASmallDay() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BenchFolder folder = new BenchFolder();
                LogStore store = LogStores.open(folder.store())) {
            new LargeDay(store, new PrintStream(out, true, UTF_8)).run(10_000, 20_000);
        }
        assertThat(out.toString(UTF_8))
                .contains("opened a clean day of 10,000 records in ")
                .contains("scanned and verified 20,000 records in ")
                .contains("heap at most ");
    }
}
