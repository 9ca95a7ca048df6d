package io.remotelog.sdk;

import io.remotelog.protocol.v1.AppendRequest;

/** Makes the requests of batches, with when to answer. */
final class AppendRequests {
    private final Ack ack;

    AppendRequests(Ack ack) {
        this.ack = ack;
    }

    AppendRequest of(Batch batch, long number) {
        AppendRequest.Builder request = batch.request().setNumber(number);
        switch (ack.level()) {
            case WRITTEN -> request.setAck(io.remotelog.protocol.v1.Ack.WRITTEN);
            case DURABLE -> request.setAck(io.remotelog.protocol.v1.Ack.DURABLE);
            case REPLICATED ->
                request.setAck(io.remotelog.protocol.v1.Ack.REPLICATED)
                        .setReplicas(ack.replicas())
                        .setReplicatedWithinMillis(Math.toIntExact(ack.within().toMillis()));
        }
        return request.build();
    }
}
