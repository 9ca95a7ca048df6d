package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.Position;
import io.remotelog.api.ProducedRun;
import io.remotelog.protocol.v1.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A batch on its way: of one that names its producer, only what is not in the log yet is appended. */
final class PendingBatch extends Pending {
    /** What a record costs besides its payload; a batch holds a number or two of it. */
    private static final int OVERHEAD_BYTES = 16;

    private final AppendBatch batch;
    private final AppendCall call;

    /** The first of the group's records that are its own, and how many there are. */
    private int firstIndex;

    private int appended;

    /** Where the producer has to go on, if that is before this batch; or -1. */
    private long missingFrom;

    PendingBatch(AppendBatch batch, AppendCall call) {
        super(PendingRecord.OVERHEAD_BYTES + batch.bytes() + (long) OVERHEAD_BYTES * batch.records());
        this.batch = batch;
        this.call = call;
    }

    @Override
    int records() {
        return batch.records();
    }

    @Override
    void appendTo(CommitGroup group) throws IOException {
        firstIndex = group.records();
        appended = 0;
        missingFrom = -1;
        int known = batch.producer().isPresent() ? known(group, batch.producer().get()) : 0;
        if (missingFrom >= 0) {
            return;
        }
        ByteBuffer payloads = batch.payloads();
        int end = 0;
        for (int i = 0; i < batch.records(); i++) {
            int from = end;
            end += batch.length(i);
            if (i >= known) {
                group.append(batch.type(i), payloads.limit(end).position(from));
                appended++;
            }
        }
        if (batch.producer().isPresent() && appended > 0) {
            group.note(batch.producer().get(), batch.sequence() + known, appended);
        }
    }

    /** How many of its first records are in the log, or in the group. */
    private int known(CommitGroup group, UUID producer) {
        long next = group.nextSequence(producer);
        if (batch.sequence() > next) {
            missingFrom = next;
            return 0;
        }
        return (int) Math.min(batch.records(), next - batch.sequence());
    }

    @Override
    void committed(CommitGroup group) {
        if (missingFrom >= 0) {
            call.outOfOrder(batch, missingFrom);
            return;
        }
        List<Run> runs = new ArrayList<>();
        Position last = batch.producer().isPresent()
                ? addKnown(group, batch.producer().get(), runs)
                : addAppended(group.ids(), runs);
        call.committed(batch, runs, last);
    }

    private Position addKnown(CommitGroup group, UUID producer, List<Run> runs) {
        List<ProducedRun> found = group.find(producer, batch.sequence(), batch.sequence() + batch.records());
        if (found.isEmpty() && appended > 0) {
            // The same commit had so many other producers that this one is forgotten again.
            return addAppended(group.ids(), runs);
        }
        Position last = null;
        for (ProducedRun run : found) {
            runs.add(run(run.first(), run.records()));
            last = last(run);
        }
        if (last == null) {
            // It is not known any more where they are: surely before the producer's last one, or before the end of the
            // commit that had the producer forgotten.
            long next = group.nextSequence(producer);
            List<ProducedRun> newest = group.find(producer, next - 1, next);
            last = newest.isEmpty() ? group.last() : last(newest.get(0));
        }
        return last;
    }

    private static Position last(ProducedRun run) {
        return new Position(run.first().day(), run.first().id() + run.records() - 1);
    }

    private Position addAppended(CommittedIds ids, List<Run> runs) {
        int begin = 0;
        for (int i = 1; i <= appended; i++) {
            if (i == appended || ids.id(firstIndex + i) != ids.id(firstIndex + i - 1) + 1) {
                runs.add(run(new Position(ids.day(), ids.id(firstIndex + begin)), i - begin));
                begin = i;
            }
        }
        return new Position(ids.day(), ids.id(firstIndex + appended - 1));
    }

    private static Run run(Position first, int records) {
        return Run.newBuilder()
                .setDate(first.day().toString())
                .setFirstId(first.id())
                .setRecords(records)
                .build();
    }

    @Override
    void refused(Throwable reason) {
        call.refused(batch, reason);
    }
}
