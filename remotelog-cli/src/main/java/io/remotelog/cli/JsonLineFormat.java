package io.remotelog.cli;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.remotelog.api.Days;
import io.remotelog.api.LogRecord;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.protocol.payload.DbLogData;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Prints an object a line: date, id, time, type, length, and the payload as {@code app} or {@code db} (a message of
 * that type), {@code text} (UTF-8) or {@code base64} (anything else).
 */
final class JsonLineFormat implements RecordFormat {
    private final JsonFormat.Printer messages =
            JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

    @Override
    public void write(LogRecord record, OutputStream out) throws IOException {
        ByteBuffer payload = record.payload();
        StringWriter line = new StringWriter(256);
        JsonWriter json = new JsonWriter(line);
        json.setHtmlSafe(false);
        json.beginObject();
        json.name("date").value(Days.format(record.day()));
        json.name("id").value(record.id());
        json.name("time").value(record.epochSeconds());
        json.name("type").value(record.type());
        json.name("length").value(payload.remaining());
        writePayload(record.type(), payload, json);
        json.endObject();
        out.write(withoutRisks(line.getBuffer()).append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private void writePayload(short type, ByteBuffer payload, JsonWriter json) throws IOException {
        Optional<Message> message = message(type, payload.slice());
        if (message.isPresent()) {
            json.name(type == RecordTypes.APP ? "app" : "db").jsonValue(messages.print(message.get()));
            return;
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(payload.slice()).toString();
            json.name("text").value(text);
        } catch (CharacterCodingException e) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            json.name("base64").value(Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** A message with unknown fields would be shown without them, so it is none. */
    private static Optional<Message> message(short type, ByteBuffer payload) {
        try {
            Message message = switch (type) {
                case RecordTypes.APP -> AppLogData.parseFrom(payload);
                case RecordTypes.DB -> DbLogData.parseFrom(payload);
                default -> null;
            };
            return Optional.ofNullable(message)
                    .filter(m -> m.getUnknownFields().asMap().isEmpty());
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** Characters like these stand in JSON inside of strings only, where the escape means the same. */
    private static StringBuilder withoutRisks(CharSequence json) {
        StringBuilder safe = new StringBuilder(json.length() + 1);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (TerminalRisks.isRisk(c)) {
                safe.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                safe.append(c);
            }
        }
        return safe;
    }
}
