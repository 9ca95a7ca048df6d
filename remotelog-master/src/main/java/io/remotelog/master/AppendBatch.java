package io.remotelog.master;

import com.google.protobuf.ByteString;
import io.remotelog.protocol.v1.Ack;
import io.remotelog.protocol.v1.AppendRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** A batch as a client meant it: checked, its payloads where they came. */
final class AppendBatch {
    static final int MAX_RECORDS = 16_384;

    /** Of payloads, unless it is a single record. */
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_REPLICAS = 100;
    private static final Duration DEFAULT_WITHIN = Duration.ofSeconds(5);
    private static final int MAX_WITHIN_MILLIS = 60_000;
    private static final int PRODUCER_BYTES = 16;

    private final AppendRequest request;
    private final Optional<UUID> producer;
    private final ByteBuffer payloads;

    private AppendBatch(AppendRequest request, Optional<UUID> producer) {
        this.request = request;
        this.producer = producer;
        this.payloads = request.getPayloads().asReadOnlyByteBuffer();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if it cannot be meant; it says what was got, and what is wanted
     */
    static AppendBatch of(AppendRequest request, int maxRecordBytes) {
        int records = request.getLengthsCount();
        require(records >= 1 && records <= MAX_RECORDS, records + " records", "1 to " + MAX_RECORDS);
        int types = request.getTypesCount();
        require(types == 1 || types == records, types + " types for " + records + " records", "1 or as many");
        long bytes = 0;
        for (int i = 0; i < records; i++) {
            int length = request.getLengths(i);
            require(
                    length >= 0,
                    "record of " + Integer.toUnsignedString(length) + " bytes",
                    "at most " + maxRecordBytes);
            RecordLimits.check(request.getTypes(types == 1 ? 0 : i), length, maxRecordBytes);
            bytes += length;
        }
        int payloads = request.getPayloads().size();
        require(bytes == payloads, payloads + " bytes of payloads", "the sum of the lengths, " + bytes);
        require(
                records == 1 || bytes <= MAX_BYTES,
                bytes + " bytes in " + records + " records",
                "at most " + MAX_BYTES);
        require(request.getSequence() >= 0, "sequence " + request.getSequence(), "0 or more");
        require(request.getSequence() <= Long.MAX_VALUE - records, "sequence " + request.getSequence(), "less");
        require(request.getAck() != Ack.UNRECOGNIZED, "ack " + request.getAckValue(), "0 to 2");
        int replicas = request.getReplicas();
        require(replicas >= 0 && replicas <= MAX_REPLICAS, replicas + " replicas", "0 to " + MAX_REPLICAS);
        int within = request.getReplicatedWithinMillis();
        require(within >= 0 && within <= MAX_WITHIN_MILLIS, "within " + within + " ms", "0 to " + MAX_WITHIN_MILLIS);
        return new AppendBatch(request, producer(request.getProducer()));
    }

    private static Optional<UUID> producer(ByteString bytes) {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        require(bytes.size() == PRODUCER_BYTES, "producer of " + bytes.size() + " bytes", "0 or " + PRODUCER_BYTES);
        ByteBuffer id = bytes.asReadOnlyByteBuffer();
        return Optional.of(new UUID(id.getLong(), id.getLong()));
    }

    private static void require(boolean holds, String got, String want) {
        if (!holds) {
            throw new IllegalArgumentException("batch with " + got + ", want " + want);
        }
    }

    long number() {
        return request.getNumber();
    }

    Optional<UUID> producer() {
        return producer;
    }

    long sequence() {
        return request.getSequence();
    }

    Ack ack() {
        return request.getAck();
    }

    int replicas() {
        return Math.max(1, request.getReplicas());
    }

    Duration replicatedWithin() {
        int millis = request.getReplicatedWithinMillis();
        return millis == 0 ? DEFAULT_WITHIN : Duration.ofMillis(millis);
    }

    int records() {
        return request.getLengthsCount();
    }

    /** Of all payloads. */
    int bytes() {
        return payloads.capacity();
    }

    short type(int record) {
        return (short) request.getTypes(request.getTypesCount() == 1 ? 0 : record);
    }

    int length(int record) {
        return request.getLengths(record);
    }

    /** All payloads, one behind the other. One thread at a time. */
    ByteBuffer payloads() {
        return payloads.clear();
    }
}
