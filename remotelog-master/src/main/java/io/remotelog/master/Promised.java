package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.Position;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A record whose position is promised to somebody who does not wait. */
final class Promised extends Pending {
    private final CompletableFuture<Position> future = new CompletableFuture<>();

    Promised(short type, ByteBuffer payload) {
        super(type, payload);
    }

    CompletableFuture<Position> future() {
        return future;
    }

    @Override
    void committed(CommittedIds ids, int appended) {
        future.complete(new Position(ids.day(), ids.id(appended)));
    }

    @Override
    void refused(Throwable reason) {
        future.completeExceptionally(reason);
    }
}
