package org.caraway.internal.workflow;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.caraway.Task;
import org.jspecify.annotations.Nullable;

/** Tasks whose results say what they were given, and which fail as their text decides. Confined to one thread. */
public final class ModelSteps {

    /** What happens to a step. */
    enum Fate {
        SUCCEEDS,
        FAILS,
        RETRIES,
        IS_REVOKED;

        /** The same for the same text, whoever asks. */
        static Fate of(String text) {
            int draw = Math.floorMod(text.hashCode() * 31 + 7, 100);
            return draw < 9 ? FAILS : draw < 18 ? RETRIES : draw < 22 ? IS_REVOKED : SUCCEEDS;
        }
    }

    private boolean messages;
    private String latest = "";

    /** Whether what a step is given tells of errors which: it cannot be known if several fail in one batch. */
    void tellMessages(boolean told) {
        messages = told;
    }

    /** The text of the call since the last time that it was asked for. */
    String takeLatest() {
        String text = latest;
        latest = "";
        return text;
    }

    /** Any value of JSON as a text without ids. */
    static String textOf(@Nullable JsonValue value, boolean messages) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        if (value instanceof JsonArray list) {
            return list.stream().map(item -> textOf(item, messages)).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof JsonObject outcome) {
            String state = outcome.getString("state");
            if (state.equals("SUCCESS")) {
                return "ok:" + textOf(outcome.get("value"), messages);
            }
            return !messages
                    ? "failed"
                    : state.equals("REVOKED")
                            ? state
                            : outcome.getJsonObject("error").getString("message");
        }
        return value == null || value == JsonValue.NULL ? "-" : value.toString();
    }

    /** How many elements the list with this text has. */
    static int sizeOf(String text, boolean filled) {
        int size = Math.floorMod(text.hashCode(), 41);
        return size == 40 ? 9 : (filled ? 1 : 0) + size % 2 + size % 5 / 4;
    }

    static List<String> elementsOf(String text, boolean filled) {
        return IntStream.range(0, sizeOf(text, filled))
                .mapToObj(i -> text + "#" + i)
                .toList();
    }

    static boolean answerOf(String text) {
        return text.hashCode() % 2 == 0;
    }

    /** The text of a call: inputs would double their length in each join. */
    static String callOf(String label, String input) {
        return label + "(" + (input.length() > 80 ? shortened(input) : input) + ")";
    }

    private static String shortened(String input) {
        return input.substring(0, 30) + "~" + input.length() + "~"
                + UUID.nameUUIDFromBytes(input.getBytes(StandardCharsets.UTF_8));
    }

    private String called(String label, String input) {
        latest = callOf(label, input);
        if (Fate.of(latest) == Fate.FAILS) {
            throw new IllegalStateException(latest);
        }
        return latest;
    }

    @Task
    public String start(String label) {
        return called(label, "");
    }

    @Task
    public String tag(@Nullable JsonValue input, String label) {
        return called(label, textOf(input, messages));
    }

    @Task
    public String both(@Nullable JsonValue one, @Nullable JsonValue other, String label) {
        return called(label, textOf(one, messages) + "&" + textOf(other, messages));
    }

    @Task
    public String alert(JsonValue outcome, String label) {
        return called(label, textOf(outcome, messages));
    }

    @Task
    public boolean asks(@Nullable JsonValue input, String label) {
        return answerOf(called(label, textOf(input, messages)));
    }

    @Task
    public List<String> list(@Nullable JsonValue input, String label) {
        return elementsOf(called(label, textOf(input, messages)), false);
    }

    @Task
    public List<String> listStart(String label) {
        return elementsOf(called(label, ""), false);
    }

    @Task
    public List<String> filled(@Nullable JsonValue input, String label) {
        return elementsOf(called(label, textOf(input, messages)), true);
    }

    @Task
    public List<String> filledStart(String label) {
        return elementsOf(called(label, ""), true);
    }
}
