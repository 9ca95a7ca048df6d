package io.remotelog.sdk;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import io.remotelog.protocol.v1.Result;
import io.remotelog.protocol.v1.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A master on a real socket that takes batches: appends each once, and does what it was told with those that come. */
final class AppendMaster implements AutoCloseable {
    private final Kept kept;
    private final Behaviour behaviour;
    private final Server server;
    private final int port;

    private AppendMaster(int port, Kept kept, Behaviour behaviour) throws IOException {
        this.kept = kept;
        this.behaviour = behaviour;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .directExecutor()
                .maxInboundMessageSize(20 << 20)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .addService(new Service())
                .build()
                .start();
        this.port = server.getPort();
    }

    /** A record in the log. */
    record Appended(int type, ByteString payload) {}

    /** What a master does with a request; it may have it appended, and answered. */
    interface Behaviour {
        void on(Request request);
    }

    /** A request that came. */
    record Request(AppendRequest message, StreamObserver<AppendResponse> answers, AtomicBoolean ended, Kept kept) {
        void append() {
            answer(kept.append(message));
        }

        void answer(AppendResponse.Builder answer) {
            synchronized (answers) {
                answers.onNext(answer.setNumber(message.getNumber()).build());
            }
        }

        void answer(Result result) {
            answer(AppendResponse.newBuilder().setResult(result).setMessage("as told"));
        }

        void end(Status status) {
            if (isOpen()) {
                ended.set(true);
                answers.onError(status.asException());
            }
        }

        /** Whether the stream was not ended: gRPC brings what came before its end. */
        boolean isOpen() {
            return !ended.get();
        }
    }

    /** The log, and what it notes of producers: it outlives the master. */
    static final class Kept {
        static final String DAY = "2026-11-29";

        private final List<Appended> records = new ArrayList<>();
        private final List<Integer> batches = new ArrayList<>();
        private final Map<ByteString, List<Integer>> idsOfProducers = new HashMap<>();

        synchronized List<Appended> records() {
            return List.copyOf(records);
        }

        /** How many records each batch had that was appended. */
        synchronized List<Integer> batches() {
            return List.copyOf(batches);
        }

        synchronized int producers() {
            return idsOfProducers.size();
        }

        synchronized void forgetProducers() {
            idsOfProducers.clear();
        }

        synchronized AppendResponse.Builder append(AppendRequest request) {
            List<Integer> ids = idsOfProducers.computeIfAbsent(request.getProducer(), unknown -> new ArrayList<>());
            if (request.getSequence() > ids.size()) {
                return AppendResponse.newBuilder()
                        .setResult(Result.OUT_OF_ORDER)
                        .setNextSequence(ids.size());
            }
            if (request.getSequence() == ids.size()) {
                batches.add(request.getLengthsCount());
            }
            AppendResponse.Builder answer = AppendResponse.newBuilder();
            int offset = 0;
            for (int i = 0; i < request.getLengthsCount(); i++) {
                int place = Math.toIntExact(request.getSequence()) + i;
                int end = offset + request.getLengths(i);
                if (place == ids.size()) {
                    ids.add(records.size());
                    records.add(new Appended(
                            request.getTypes(request.getTypesCount() == 1 ? 0 : i),
                            request.getPayloads().substring(offset, end)));
                }
                offset = end;
                addTo(answer, ids.get(place));
            }
            return answer;
        }
    }

    private static void addTo(AppendResponse.Builder answer, long id) {
        int runs = answer.getRunsCount();
        if (runs > 0) {
            Run.Builder last = answer.getRunsBuilder(runs - 1);
            if (last.getFirstId() + last.getRecords() == id) {
                last.setRecords(last.getRecords() + 1);
                return;
            }
        }
        answer.addRuns(Run.newBuilder().setDate(Kept.DAY).setFirstId(id).setRecords(1));
    }

    static AppendMaster start(Behaviour behaviour) throws IOException {
        return start(0, new Kept(), behaviour);
    }

    static AppendMaster start(int port, Kept kept, Behaviour behaviour) throws IOException {
        return new AppendMaster(port, kept, behaviour);
    }

    /** Takes everything. */
    static AppendMaster willing() throws IOException {
        return start(Request::append);
    }

    /** Does with the first requests what it was told, and takes the later ones. */
    static Behaviour first(Behaviour... told) {
        ConcurrentLinkedQueue<Behaviour> left = new ConcurrentLinkedQueue<>(List.of(told));
        return request -> {
            Behaviour next = left.poll();
            if (next == null) {
                request.append();
            } else {
                next.on(request);
            }
        };
    }

    Kept kept() {
        return kept;
    }

    int port() {
        return port;
    }

    RemoteLogConfig config() {
        return RemoteLogConfig.defaults("127.0.0.1", port());
    }

    @Override
    public void close() {
        server.shutdownNow();
        await().until(server::isTerminated);
    }

    private final class Service extends RemoteLogGrpc.RemoteLogImplBase {
        @Override
        public StreamObserver<AppendRequest> append(StreamObserver<AppendResponse> answers) {
            AtomicBoolean ended = new AtomicBoolean();
            return new StreamObserver<>() {
                @Override
                public void onNext(AppendRequest message) {
                    behaviour.on(new Request(message, answers, ended, kept));
                }

                @Override
                public void onError(Throwable failure) {
                    // The client has gone.
                }

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }
}
