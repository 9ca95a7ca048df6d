package io.remotelog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is compared does the same work: all sums are the same, over several calls and beyond the end of the data. */
class ScansAgreeTest {
    private static final int CALLS = 5;

    private final Payload payload = new Payload();
    private final ScanSize size = new ScanSize();
    private final ScanBenchmark.Store store = new ScanBenchmark.Store();
    private final ScanBenchmark.Chronicle queue = new ScanBenchmark.Chronicle();
    private final ScanBenchmark.Kafka kafka = new ScanBenchmark.Kafka();

    @BeforeEach
    void write() throws Exception {
        payload.payloadBytes = 100;
        payload.make(new Turn());
        size.dataMegabytes = 2;
        store.write(payload, size);
        queue.write(payload, size);
        kafka.write(payload, size);
    }

    @AfterEach
    void remove() throws Exception {
        store.remove();
        queue.remove();
        kafka.remove();
    }

    @Test
    void everybodyReadsTheSamePayloads() throws Exception {
        ScanBenchmark scan = new ScanBenchmark();
        for (int call = 0; call < CALLS; call++) {
            long expected = scan.limitMappedSum(store);
            assertThat(scan.scan(store)).isEqualTo(expected);
            assertThat(scan.chronicle(queue)).isEqualTo(expected);
            assertThat(scan.kafka(kafka)).isEqualTo(expected);
        }
    }
}
