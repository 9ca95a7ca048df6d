package io.remotelog.protocol.sync;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.remotelog.api.Days;
import io.remotelog.api.Position;
import java.math.BigDecimal;

/** The body of a request: {@code {"date":"2026-11-22","id":0}}, send this day from this id on. */
final class DayRequest {
    private static final int MAX_SHOWN = 60;
    private static final int MAX_REASON = 200;

    private DayRequest() {}

    static String write(Position from) {
        return "{\"date\":\"" + Days.format(from.day()) + "\",\"id\":" + from.id() + "}";
    }

    static Position parse(String text) throws SyncProtocolException {
        try {
            JsonElement json = JsonParser.parseString(text);
            if (!json.isJsonObject()) {
                throw malformed(text, "no JSON object");
            }
            JsonObject request = json.getAsJsonObject();
            JsonElement date = request.get("date");
            JsonElement id = request.get("id");
            if (date == null || !date.isJsonPrimitive() || id == null || !id.isJsonPrimitive()) {
                throw malformed(text, "a date or id is missing");
            }
            return new Position(Days.parse(date.getAsString()), exactId(id));
        } catch (JsonParseException | IllegalArgumentException | ArithmeticException e) {
            throw malformed(text, e.getMessage());
        }
    }

    private static long exactId(JsonElement id) {
        String digits = id.getAsString();
        if (digits.length() > 20) {
            throw new IllegalArgumentException("id of " + digits.length() + " characters");
        }
        // Exact: 1.5 is no id, and neither is what a double would round.
        return new BigDecimal(digits).longValueExact();
    }

    private static SyncProtocolException malformed(String text, String reason) {
        return new SyncProtocolException("request " + ForeignText.shown(text, MAX_SHOWN)
                + ": want {\"date\":\"2026-11-22\",\"id\":0}: "
                + ForeignText.shown(String.valueOf(reason), MAX_REASON));
    }
}
