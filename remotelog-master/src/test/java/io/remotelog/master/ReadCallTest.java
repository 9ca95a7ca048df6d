package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.link.RecordRoom;
import io.remotelog.protocol.v1.ReadResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no client can bring about over a socket. */
class ReadCallTest {
    private final MemoryLogStore store = new MemoryLogStore();

    /** As gRPC's, when it has no memory for a response: it ends the call, and passes the error on. */
    private static final class NoMemory extends ServerCallStreamObserver<ReadResponse> {
        private Runnable whenClosed;

        @Override
        public void onNext(ReadResponse response) {
            throw new OutOfMemoryError("planted");
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException("call already closed");
        }

        @Override
        public void onCompleted() {
            throw new IllegalStateException("call already closed");
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setOnCloseHandler(Runnable handler) {
            whenClosed = handler;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void request(int count) {}
    }

    @Test
    void aReadThatGrpcHasEndedEndsWithoutItsThread() throws Exception {
        MasterConfig config = MasterConfig.defaults().withGrpcAddress(Optional.empty());
        try (Master master = Master.start(store, config.withSyncAddress(Optional.empty()))) {
            master.commitData(1, ByteBuffer.allocate(1_000_000));
        }
        List<ReadCall> ended = new ArrayList<>();
        RecordRoom room = new RecordRoom(1 << 20, Duration.ofHours(1), 2L << 20);
        NoMemory grpc = new NoMemory();
        ReadCall call = new ReadCall(
                store, ReadRange.ALL, new CallCounts(), grpc, CallStream.NONE, room, Runnable::run, ended::add);
        call.begin();
        assertThat(room.held()).isBetween(1_000_000L, 1_100_000L);
        grpc.whenClosed.run();
        assertThat(room.held()).isZero();
        assertThat(ended).containsExactly(call);
    }
}
