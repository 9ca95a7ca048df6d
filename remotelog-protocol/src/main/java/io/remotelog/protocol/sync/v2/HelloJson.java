package io.remotelog.protocol.sync.v2;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.remotelog.api.Days;
import io.remotelog.api.Epoch;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.ForeignText;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/** {@link Hello}, {@link Welcome} and {@link Refusal} as JSON. Members that are not known are passed over. */
final class HelloJson {
    private static final int MAX_SHOWN = 80;
    private static final int MAX_REASON = 200;
    private static final int MAX_DIGITS = 20;

    private HelloJson() {}

    /** Reads one kind of value. */
    private interface Reading<T> {
        T read(JsonObject json);
    }

    static String write(Hello hello) {
        JsonObject json = new JsonObject();
        hello.name().ifPresent(name -> json.addProperty("name", name));
        json.addProperty("instance", hello.instance().toString());
        hello.proof().ifPresent(proof -> json.addProperty("proof", proof));
        json.addProperty("nonce", hello.nonce());
        json.addProperty("zstd", hello.compression());
        json.addProperty("maxRecordBytes", hello.maxRecordBytes());
        hello.maxRate().ifPresent(rate -> json.addProperty("maxRate", rate));
        json.add("epochs", array(hello.epochs(), HelloJson::text));
        hello.last().ifPresent(mark -> {
            json.addProperty("last", mark.at().toString());
            json.addProperty("lastCrc32c", Integer.toUnsignedLong(mark.crc32c()));
        });
        json.add("unfinished", array(hello.unfinished(), Position::toString));
        hello.next().ifPresent(day -> json.addProperty("next", Days.format(day)));
        json.addProperty("historyDays", hello.historyDays());
        if (hello.commitsDurably()) {
            json.addProperty("commitsDurably", true);
        }
        return json.toString();
    }

    static Hello read(String text) throws SyncProtocolException {
        return parse(
                "hello",
                text,
                json -> new Hello(
                        optional(json, "name").map(JsonElement::getAsString),
                        UUID.fromString(string(json, "instance")),
                        optional(json, "proof").map(JsonElement::getAsString),
                        string(json, "nonce"),
                        flag(json, "zstd"),
                        Math.toIntExact(number(required(json, "maxRecordBytes"))),
                        optional(json, "maxRate")
                                .map(rate -> OptionalLong.of(number(rate)))
                                .orElseGet(OptionalLong::empty),
                        list(json, "epochs", HelloJson::epoch),
                        optional(json, "last").map(at -> mark(json, at)),
                        list(json, "unfinished", Position::parse),
                        optional(json, "next").map(day -> Days.parse(day.getAsString())),
                        Math.toIntExact(number(required(json, "historyDays"))),
                        json.has("commitsDurably") && flag(json, "commitsDurably")));
    }

    static String write(Welcome welcome) {
        JsonObject json = new JsonObject();
        welcome.proof().ifPresent(proof -> json.addProperty("proof", proof));
        json.addProperty("zstd", welcome.compression());
        welcome.logId().ifPresent(id -> json.addProperty("log", id.toString()));
        json.addProperty("zone", welcome.zone().getId());
        welcome.common().ifPresent(epoch -> json.addProperty("common", epoch.toString()));
        json.add("epochs", array(welcome.epochs(), HelloJson::text));
        return json.toString();
    }

    static Welcome readWelcome(String text) throws SyncProtocolException {
        return parse(
                "welcome",
                text,
                json -> new Welcome(
                        optional(json, "proof").map(JsonElement::getAsString),
                        flag(json, "zstd"),
                        optional(json, "log").map(id -> UUID.fromString(id.getAsString())),
                        ZoneId.of(string(json, "zone")),
                        optional(json, "common").map(epoch -> UUID.fromString(epoch.getAsString())),
                        list(json, "epochs", HelloJson::epoch)));
    }

    static String write(Refusal refusal) {
        JsonObject json = new JsonObject();
        json.addProperty("reason", refusal.reason().name());
        json.addProperty("text", refusal.text());
        return json.toString();
    }

    static Refusal readRefusal(String text) throws SyncProtocolException {
        return parse("refusal", text, json -> refusal(string(json, "reason"), string(json, "text")));
    }

    /** A later version may have reasons that are not known here: then its words have to do. */
    private static Refusal refusal(String reason, String text) {
        for (Refusal.Reason known : Refusal.Reason.values()) {
            if (known.name().equals(reason)) {
                return new Refusal(known, text);
            }
        }
        return new Refusal(Refusal.Reason.PROTOCOL, ForeignText.shown(reason, MAX_SHOWN) + ": " + text);
    }

    private static <T> T parse(String what, String text, Reading<T> reading) throws SyncProtocolException {
        try {
            JsonElement json = JsonParser.parseString(text);
            if (!json.isJsonObject()) {
                throw malformed(what, text, "no JSON object");
            }
            return reading.read(json.getAsJsonObject());
        } catch (JsonParseException
                | IllegalArgumentException
                | IllegalStateException
                | ArithmeticException
                | UnsupportedOperationException
                | DateTimeException e) {
            throw malformed(what, text, e.getMessage());
        }
    }

    private static SyncProtocolException malformed(String what, String text, String reason) {
        return new SyncProtocolException(what + " " + ForeignText.shown(text, MAX_SHOWN) + ": "
                + ForeignText.shown(String.valueOf(reason), MAX_REASON));
    }

    private static Optional<JsonElement> optional(JsonObject json, String member) {
        JsonElement value = json.get(member);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (!value.isJsonPrimitive()) {
            throw new IllegalArgumentException(member + ": want a single value");
        }
        return Optional.of(value);
    }

    private static JsonElement required(JsonObject json, String member) {
        return optional(json, member).orElseThrow(() -> new IllegalArgumentException("no " + member));
    }

    private static String string(JsonObject json, String member) {
        return required(json, member).getAsString();
    }

    private static boolean flag(JsonObject json, String member) {
        JsonElement value = required(json, member);
        if (!value.getAsJsonPrimitive().isBoolean()) {
            throw new IllegalArgumentException(member + ": want true or false");
        }
        return value.getAsBoolean();
    }

    /** Exact: 1.5 is no number of bytes, and neither is what a double would round. */
    private static long number(JsonElement value) {
        String digits = value.getAsString();
        if (digits.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("number of " + digits.length() + " characters");
        }
        return new BigDecimal(digits).longValueExact();
    }

    private static <T> JsonArray array(List<T> values, Function<T, String> text) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(value -> array.add(new JsonPrimitive(text.apply(value))));
        return array;
    }

    private static <T> List<T> list(JsonObject json, String member, Function<String, T> reading) {
        JsonElement array = json.get(member);
        if (array == null || !array.isJsonArray()) {
            throw new IllegalArgumentException(member + ": want a list");
        }
        List<T> values = new ArrayList<>();
        for (JsonElement value : array.getAsJsonArray()) {
            values.add(reading.apply(value.getAsString()));
        }
        return values;
    }

    private static String text(Epoch epoch) {
        return epoch.id() + " " + epoch.begin();
    }

    private static Epoch epoch(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("epoch '" + text + "', want UUID DATE/ID");
        }
        return new Epoch(UUID.fromString(text.substring(0, space)), Position.parse(text.substring(space + 1)));
    }

    private static RecordMark mark(JsonObject json, JsonElement at) {
        long crc = number(required(json, "lastCrc32c"));
        if (crc < 0 || crc > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("lastCrc32c " + crc + ", want an unsigned 32-bit number");
        }
        return new RecordMark(Position.parse(at.getAsString()), (int) crc);
    }
}
