package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import io.remotelog.api.Days;
import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;

/** What the two ends of a link say to each other; on the wire as the description of this package has it. */
public sealed interface Message {

    /** Replica to master, first: who it is, and what it holds. A {@link Hello} in the form of JSON. */
    record Greets(Hello hello) implements Message {}

    /** Master to replica, the answer to it: which log this is. */
    record Welcomes(Welcome welcome) implements Message {}

    /** Either way, and the last message of a link: why there can be none. */
    record Refuses(Refusal refusal) implements Message {}

    /**
     * Master to replica: records of a day, with ids that follow each other.
     *
     * @param day the day of all of them
     * @param firstId the id of the first one
     * @param count how many there are; none tells that the day is there, and what of it comes next
     * @param durable how many durable records the master has of that day
     * @param body one after the other, as {@link RecordsBody} has them; owned by whoever holds the message
     */
    record Records(LocalDate day, long firstId, int count, long durable, ByteBuf body)
            implements Message, ReferenceCounted {

        @Override
        public int refCnt() {
            return body.refCnt();
        }

        @Override
        public Records retain() {
            body.retain();
            return this;
        }

        @Override
        public Records retain(int increment) {
            body.retain(increment);
            return this;
        }

        @Override
        public Records touch() {
            body.touch();
            return this;
        }

        @Override
        public Records touch(Object hint) {
            body.touch(hint);
            return this;
        }

        @Override
        public boolean release() {
            return body.release();
        }

        @Override
        public boolean release(int decrement) {
            return body.release(decrement);
        }
    }

    /**
     * Master to replica: all of a day has been sent, and it is finished.
     *
     * @param count how many records it has
     */
    record DayFinished(LocalDate day, long count) implements Message {}

    /** Master to replica: what it does not have any more. */
    record Missing(Gap gap) implements Message {}

    /**
     * Master to replica: a record cannot be read, so nothing more of its day comes on this link; other days go on.
     *
     * @param at the record
     * @param reason what is wrong with it
     */
    record Stopped(Position at, String reason) implements Message {
        /** Checks that both are given. */
        public Stopped {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Master to replica, every few seconds: a sign of life.
     *
     * @param highWater the position after the last durable record
     * @param at the master's clock
     */
    record Heartbeat(Position highWater, Instant at) implements Message {}

    /**
     * Replica to master, after each commit and every few seconds.
     *
     * @param durable all records before this position are durable here, but for the days that the master knows to be
     *     unfinished
     */
    record Ack(Position durable) implements Message {
        @Override
        public String toString() {
            return "Ack " + Days.format(durable.day()) + "/" + durable.id();
        }
    }
}
