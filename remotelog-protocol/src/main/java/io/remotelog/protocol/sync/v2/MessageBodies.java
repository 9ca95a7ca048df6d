package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;
import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.ForeignText;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** The bodies of messages, big-endian; their layout is in the description of this package. */
final class MessageBodies {
    private static final int MAX_REASON_CHARS = 500;

    private MessageBodies() {}

    /** Writes the body of a message that is not of records, and tells its type. */
    static MessageType write(Message message, ByteBuf out) {
        if (message instanceof Message.Greets greets) {
            out.writeCharSequence(HelloJson.write(greets.hello()), StandardCharsets.UTF_8);
            return MessageType.HELLO;
        } else if (message instanceof Message.Welcomes welcomes) {
            out.writeCharSequence(HelloJson.write(welcomes.welcome()), StandardCharsets.UTF_8);
            return MessageType.WELCOME;
        } else if (message instanceof Message.Refuses refuses) {
            out.writeCharSequence(HelloJson.write(refuses.refusal()), StandardCharsets.UTF_8);
            return MessageType.REFUSAL;
        } else if (message instanceof Message.DayFinished finished) {
            write(new Position(finished.day(), finished.count()), out);
            return MessageType.DAY_FINISHED;
        } else if (message instanceof Message.Missing missing) {
            write(missing.gap().from(), out);
            out.writeInt(Math.toIntExact(missing.gap().lastDay().toEpochDay()));
            out.writeCharSequence(missing.gap().reason(), StandardCharsets.UTF_8);
            return MessageType.GAP;
        } else if (message instanceof Message.Stopped stopped) {
            write(stopped.at(), out);
            out.writeCharSequence(line(stopped.reason()), StandardCharsets.UTF_8);
            return MessageType.STOPPED;
        } else if (message instanceof Message.Heartbeat heartbeat) {
            write(heartbeat.highWater(), out);
            out.writeLong(heartbeat.at().toEpochMilli());
            return MessageType.HEARTBEAT;
        } else if (message instanceof Message.Ack ack) {
            write(ack.durable(), out);
            return MessageType.ACK;
        }
        throw new IllegalArgumentException(message + " has a body of its own");
    }

    private static void write(Position position, ByteBuf out) {
        out.writeInt(Math.toIntExact(position.day().toEpochDay()));
        out.writeLong(position.id());
    }

    /** Reads a body, all of it. Of records it keeps a part, which the message then owns. */
    static Message read(MessageType type, ByteBuf in) throws SyncProtocolException {
        try {
            Message message = switch (type) {
                case HELLO -> new Message.Greets(HelloJson.read(text(in)));
                case WELCOME -> new Message.Welcomes(HelloJson.readWelcome(text(in)));
                case REFUSAL -> new Message.Refuses(HelloJson.readRefusal(text(in)));
                case RECORDS -> records(in);
                case DAY_FINISHED -> {
                    Position end = position(in);
                    yield new Message.DayFinished(end.day(), end.id());
                }
                case GAP -> {
                    Position from = position(in);
                    LocalDate last = day(in);
                    yield new Message.Missing(new Gap(from, last, line(text(in))));
                }
                case STOPPED -> {
                    Position at = position(in);
                    yield new Message.Stopped(at, line(text(in)));
                }
                case HEARTBEAT -> {
                    Position highWater = position(in);
                    yield new Message.Heartbeat(highWater, Instant.ofEpochMilli(in.readLong()));
                }
                case ACK -> new Message.Ack(position(in));
            };
            if (in.isReadable()) {
                throw new SyncProtocolException(type + ": " + in.readableBytes() + " bytes too many");
            }
            return message;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new SyncProtocolException(type + ": " + e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            throw new SyncProtocolException(type + ": cut short");
        }
    }

    private static Message records(ByteBuf in) throws SyncProtocolException {
        LocalDate day = day(in);
        int count = in.readInt();
        long firstId = in.readLong();
        long durable = in.readLong();
        if (count < 0 || firstId < 0 || durable < 0 || firstId > Long.MAX_VALUE - count) {
            throw new SyncProtocolException("records: " + count + " of " + day + " from id " + firstId + ", of "
                    + durable + " durable ones, want 0 or more, and ids of 0 or more");
        }
        return new Message.Records(day, firstId, count, durable, in.readRetainedSlice(in.readableBytes()));
    }

    private static Position position(ByteBuf in) {
        LocalDate day = day(in);
        return new Position(day, in.readLong());
    }

    private static LocalDate day(ByteBuf in) {
        LocalDate day = LocalDate.ofEpochDay(in.readInt());
        // Refuses years that no folder can have.
        return new Position(day, 0).day();
    }

    private static String text(ByteBuf in) {
        return in.readCharSequence(in.readableBytes(), StandardCharsets.UTF_8).toString();
    }

    private static String line(String text) {
        return ForeignText.line(text, MAX_REASON_CHARS);
    }
}
