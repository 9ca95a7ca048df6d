package io.remotelog.http;

import io.remotelog.master.CallStatus;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a master tells of its Appends and Reads. */
final class CallFigures {
    private CallFigures() {}

    static void addTo(Figures figures, CallStatus calls) {
        Map<String, Long> answers = new TreeMap<>();
        calls.answers().forEach((result, count) -> answers.put(result.name().toLowerCase(Locale.ROOT), count));
        figures.gauge("append_streams", "Append streams that are open.", calls.appends())
                .counter("append_batches", "Batches that came on Append streams.", calls.batches())
                .counter("append_batch_records", "Records in the batches of Append streams.", calls.batchRecords())
                .counter("append_answers", "Batches that were answered, by what they were told.", "result", answers)
                .gauge("reads", "Reads that are open.", calls.reads())
                .counter("read_records", "Records that were sent to Reads.", calls.readRecords());
    }
}
