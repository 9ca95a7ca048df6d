package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.Position;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A record whose position is promised to somebody who does not wait. */
final class Promised extends PendingRecord {
    private final CompletableFuture<Position> future = new CompletableFuture<>();

    Promised(short type, ByteBuffer payload) {
        super(type, payload);
    }

    CompletableFuture<Position> future() {
        return future;
    }

    @Override
    void committed(CommitGroup group) {
        CommittedIds ids = group.ids();
        future.complete(new Position(ids.day(), ids.id(index())));
    }

    @Override
    void refused(Throwable reason) {
        future.completeExceptionally(reason);
    }
}
