package org.caraway.internal.payload;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.BinaryDataStrategy;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/**
 * Converts arguments and results to JSON and back, each by its declared generic type. Thread-safe.
 *
 * <p>An encoded value can be decoded to an equal value; other values are refused, see {@link ValueInspection}. In
 * results every string is preserved, also with NUL characters or unpaired surrogates, which are escaped. NaN and
 * infinity do not exist in JSON and are refused. Messages name types and parameters; they contain JSON-B's reason,
 * which may quote a value, only for plain JSON that is not {@link org.caraway.Sensitive}.
 */
public final class PayloadCodec {

    /** The default for the maximum size of a result, in bytes of JSON. */
    public static final int RESULT_CAP_BYTES = 10 << 20;

    private static final ValueInspection ARGUMENTS = ValueInspection.ofArguments();
    private static final ValueInspection RESULTS = ValueInspection.ofResults();

    private final Jsonb jsonb;
    private final int resultCapBytes;
    private final PayloadFormats formats;
    private final LargeResults largeResults;
    private final SingleJsonValue values = new SingleJsonValue();

    /** Uses this configured JSON-B. */
    public PayloadCodec(Jsonb jsonb) {
        this(jsonb, RESULT_CAP_BYTES, PayloadFormats.NONE, LargeResults.NONE);
    }

    private PayloadCodec(Jsonb jsonb, int resultCapBytes, PayloadFormats formats, LargeResults largeResults) {
        this.jsonb = jsonb;
        this.resultCapBytes = resultCapBytes;
        this.formats = formats;
        this.largeResults = largeResults;
    }

    /** The same codec with these formats. */
    public PayloadCodec with(PayloadFormats others) {
        return new PayloadCodec(jsonb, resultCapBytes, others, largeResults);
    }

    /** The same codec with a result store. */
    public PayloadCodec with(LargeResults others) {
        return new PayloadCodec(jsonb, resultCapBytes, formats, others);
    }

    /** The results in a result store. */
    public LargeResults largeResults() {
        return largeResults;
    }

    /**
     * Uses the server's JSON-B: {@code byte[]} as base64, nulls kept, dates as ISO 8601, years, locales and currencies
     * as text.
     */
    public static PayloadCodec create() {
        return create(RESULT_CAP_BYTES);
    }

    /**
     * The same, with a limit for results.
     *
     * @param resultCapBytes the maximum size of a result, in bytes of JSON
     */
    public static PayloadCodec create(int resultCapBytes) {
        return new PayloadCodec(
                JsonbBuilder.create(new JsonbConfig()
                        .withBinaryDataStrategy(BinaryDataStrategy.BASE_64)
                        .withNullValues(true)
                        .withAdapters(TextAdapters.all())),
                resultCapBytes,
                PayloadFormats.NONE,
                LargeResults.NONE);
    }

    /**
     * The message that this result is too large to store, with the fix; null if it is not too large.
     *
     * @param what the name for the message: "The result of task …"
     */
    public @Nullable String tooLarge(Supplier<String> what, @Nullable String json) {
        if (json == null || json.length() <= resultCapBytes / 3) {
            return null; // no character has more than three bytes
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= resultCapBytes
                ? null
                : what.get() + " has " + bytes + " bytes of JSON, more than " + resultCapBytes
                        + "; store the data and return its id, raise caraway.max-result-bytes";
    }

    /** Why values of this type cannot be stored as JSON, with the fix; absent if they can. */
    public static Optional<String> problemWith(Type type) {
        return new TypeInspection().problemWith(type);
    }

    /**
     * A JSON array of the arguments, each by the type of its parameter.
     *
     * @throws IllegalArgumentException with the parameter, if the number is wrong or a value cannot be written
     */
    public String encodeArguments(List<TaskParameter> parameters, List<? extends @Nullable Object> arguments) {
        return encodeArguments(parameters, arguments, "");
    }

    /**
     * The text of the row for the arguments.
     *
     * @param format the name of the task's format, empty for plain JSON
     * @throws IllegalArgumentException with the parameter, if the number is wrong or a value cannot be written
     * @throws CarawayException with the format, if it fails
     */
    public String encodeArguments(
            List<TaskParameter> parameters, List<? extends @Nullable Object> arguments, String format) {
        if (parameters.size() != arguments.size()) {
            throw new IllegalArgumentException(
                    "The task takes " + parameters.size() + " arguments, but was given " + arguments.size());
        }
        StringJoiner json = new StringJoiner(",", "[", "]");
        for (int i = 0; i < arguments.size(); i++) {
            TaskParameter parameter = parameters.get(i);
            MessageRedaction secrecy = MessageRedaction.of(format).of(parameter);
            json.add(encode(
                    arguments.get(i), parameter.type(), PayloadRefusals.nameOf(parameter, i), secrecy, ARGUMENTS));
        }
        return formatted(format, json.toString(), "the arguments");
    }

    /**
     * A JSON array of the arguments, each by its own class: for tasks whose definitions only other workers have.
     *
     * @throws IllegalArgumentException with the argument, if a value cannot be written
     */
    public String encodeArguments(List<? extends @Nullable Object> arguments) {
        StringJoiner json = new StringJoiner(",", "[", "]");
        for (int i = 0; i < arguments.size(); i++) {
            Object argument = arguments.get(i);
            Type type = argument == null ? Object.class : argument.getClass();
            json.add(encode(argument, type, "argument " + (i + 1), MessageRedaction.NONE, ARGUMENTS));
        }
        return json.toString();
    }

    /**
     * The text of the row for a payload.
     *
     * @param format the name of its format, empty for plain JSON
     * @param json the payload
     * @param what its name for messages: "the arguments"
     * @throws CarawayException with the format, if it fails
     */
    public String formatted(String format, String json, String what) {
        return formats.encode(format, json, what);
    }

    /** Whether the text of the row is encoded by a format. */
    public static boolean isFormatted(String stored) {
        return PayloadEnvelope.in(stored) != null;
    }

    /** The arguments of a task without a format. */
    public @Nullable Object[] decodeArguments(String stored, List<TaskParameter> parameters) {
        return decodeArguments(stored, parameters, "");
    }

    /**
     * The arguments from a JSON array by position, or from a JSON object by parameter name, decoded if the row has a
     * format.
     *
     * @param format the name of the task's format, empty for plain JSON
     * @throws CarawayException with the parameter, the expected type and the kind of JSON found; or with the format
     */
    public @Nullable Object[] decodeArguments(String stored, List<TaskParameter> parameters, String format) {
        MessageRedaction secrecy = MessageRedaction.of(format);
        JsonValue parsed = parse(stored, "The arguments", secrecy);
        JsonObject mark = PayloadEnvelope.in(parsed);
        if (mark != null) {
            secrecy = secrecy == MessageRedaction.NONE ? MessageRedaction.of(mark) : secrecy;
            parsed = parse(formats.decode(mark, "the arguments"), "The arguments", secrecy);
        }
        List<@Nullable JsonValue> values;
        if (parsed instanceof JsonArray array) {
            values = byPosition(array, parameters);
        } else if (parsed instanceof JsonObject object) {
            values = byName(object, parameters);
        } else {
            throw new CarawayException("Arguments are a JSON array or a JSON object by parameter name, not "
                    + PayloadRefusals.kindOf(parsed));
        }
        @Nullable Object[] arguments = new @Nullable Object[parameters.size()];
        for (int i = 0; i < arguments.length; i++) {
            TaskParameter parameter = parameters.get(i);
            arguments[i] = decode(
                    values.get(i), parameter.type(), PayloadRefusals.nameOf(parameter, i), secrecy.of(parameter));
        }
        return arguments;
    }

    /**
     * The value as JSON by this type.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    public String encode(@Nullable Object value, Type type) {
        return encode(value, type, "the value", MessageRedaction.NONE, RESULTS);
    }

    /**
     * The value of this type.
     *
     * @throws CarawayException if the JSON does not match the type */
    public @Nullable Object decode(String json, Type type) {
        return decode(json, type, MessageRedaction.NONE);
    }

    /**
     * The text of the row for a method's return value; null for a method that returns nothing.
     *
     * @param format the name of the task's format, empty for plain JSON
     * @throws IllegalArgumentException if it cannot be written
     * @throws CarawayException with the format, if it fails
     */
    public @Nullable String encodeResult(@Nullable Object value, Type type, String format) {
        return type == void.class || type == Void.class
                ? null
                : formatted(
                        format, encode(value, type, "the result", MessageRedaction.of(format), RESULTS), "the result");
    }

    /** The same, for a partial result, by its own class. */
    public String encodePartialResult(@Nullable Object value, String format) {
        Type type = value == null ? Object.class : value.getClass();
        return formatted(
                format,
                encode(value, type, "the partial result", MessageRedaction.of(format), RESULTS),
                "the partial result");
    }

    /**
     * The return value of a method.
     *
     * @param stored the text of the row
     * @throws CarawayException if the JSON does not match the type; or with the format
     * @throws org.caraway.ResultStoreException if it is in a result store and cannot be loaded
     */
    public @Nullable Object decodeResult(String stored, Type type) {
        String loaded = largeResults.load(stored);
        return decode(plain(loaded), type, MessageRedaction.of(PayloadEnvelope.in(loaded)));
    }

    /** The JSON of a method's return value; throws as {@link #decodeResult} does. */
    public String plainResult(String stored) {
        return plain(largeResults.load(stored));
    }

    /** The JSON of a task's arguments; throws with the format, if that fails. */
    public String plainArguments(String stored) {
        JsonObject mark = PayloadEnvelope.in(stored);
        return mark == null ? stored : formats.decode(mark, "the arguments");
    }

    /** Arguments with this value, as JSON, before the others, in their format; throws with it, if that fails. */
    public String withFirstArgument(String value, String stored) {
        JsonObject mark = PayloadEnvelope.in(stored);
        String all = StepArguments.prepended(List.of(value), plainArguments(stored));
        return mark == null ? all : formatted(mark.getString(PayloadEnvelope.FORMAT), all, "the arguments");
    }

    private String plain(String loaded) {
        JsonObject mark = PayloadEnvelope.in(loaded);
        return mark == null ? loaded : formats.decode(mark, "the result");
    }

    private String encode(
            @Nullable Object value, Type type, String what, MessageRedaction secrecy, ValueInspection inspection) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Optional<?> optional) {
            return encode(optional.orElse(null), PayloadTypes.elementOf(type), what, secrecy, inspection);
        }
        ValueInspection.Finding found = inspection.first(value);
        if (found != null) {
            throw new IllegalArgumentException(what + " holds " + found.described(secrecy != MessageRedaction.NONE));
        }
        try {
            return Scalars.covers(value.getClass())
                    ? Scalars.write(value)
                    : JsonText.withoutLoneSurrogates(jsonb.toJson(value, PayloadTypes.writableType(value, type)));
        } catch (RuntimeException | StackOverflowError refused) { // JSON-B does not say which it throws
            throw new IllegalArgumentException(
                    what + " of type " + value.getClass().getTypeName() + " cannot be written as JSON"
                            + secrecy.reason(refused),
                    secrecy.cause(refused));
        }
    }

    @Nullable
    Object decode(@Nullable JsonValue json, TaskParameter parameter, String what) {
        return decode(json, parameter.type(), what, MessageRedaction.NONE.of(parameter));
    }

    private @Nullable Object decode(String json, Type type, MessageRedaction secrecy) {
        return decode(parse(json, "The value", secrecy), type, "the value", secrecy);
    }

    private @Nullable Object decode(@Nullable JsonValue json, Type type, String what, MessageRedaction secrecy) {
        Class<?> raw = TaskParameter.rawTypeOf(type);
        if (raw == Optional.class) {
            return Optional.ofNullable(decode(json, PayloadTypes.elementOf(type), what, secrecy));
        }
        boolean absent = json == null || json == JsonValue.NULL || json.getValueType() == JsonValue.ValueType.NULL;
        if (absent && !PayloadTypes.isOptional(raw)) {
            if (raw.isPrimitive()) {
                throw PayloadRefusals.mismatch(what, type, JsonValue.NULL, null, secrecy);
            }
            return null;
        }
        JsonValue present = json == null ? JsonValue.NULL : json;
        try {
            if (Scalars.covers(raw)) {
                return Scalars.read(present, raw);
            }
            if (Outcomes.cover(type)) {
                return Outcomes.read(present, type, (value, of) -> decode(value, of, what, secrecy));
            }
            PayloadRefusals.requireMembers(present, type, what, secrecy);
            return jsonb.fromJson(present.toString(), type);
        } catch (CarawayException incomplete) {
            throw incomplete;
        } catch (RuntimeException refused) { // JSON-B does not say which it throws
            throw PayloadRefusals.mismatch(what, type, present, refused, secrecy);
        }
    }

    JsonValue parse(String json, String what) {
        return parse(json, what, MessageRedaction.NONE);
    }

    private JsonValue parse(String json, String what, MessageRedaction secrecy) {
        try {
            return values.parse(json, what);
        } catch (JsonException broken) {
            throw new CarawayException(what + " are no JSON" + secrecy.reason(broken), secrecy.cause(broken));
        }
    }

    private static List<@Nullable JsonValue> byPosition(JsonArray array, List<TaskParameter> parameters) {
        if (array.size() != parameters.size()) {
            throw new CarawayException("The task takes " + parameters.size() + " arguments "
                    + PayloadRefusals.namesOf(parameters) + ", but " + array.size() + " are stored");
        }
        return new ArrayList<>(array);
    }

    private static List<@Nullable JsonValue> byName(JsonObject object, List<TaskParameter> parameters) {
        Set<String> unknown = new TreeSet<>(object.keySet());
        List<@Nullable JsonValue> values = new ArrayList<>();
        for (TaskParameter parameter : parameters) {
            unknown.remove(parameter.name());
            JsonValue value = object.get(parameter.name());
            if (value == null && !PayloadTypes.isOptional(parameter.rawType())) {
                throw new CarawayException("The argument '" + parameter.name() + "' ("
                        + parameter.type().getTypeName() + ") is missing; the task takes "
                        + PayloadRefusals.namesOf(parameters));
            }
            values.add(value);
        }
        if (!unknown.isEmpty()) {
            throw new CarawayException(
                    "The task has no parameter " + unknown + "; the task takes " + PayloadRefusals.namesOf(parameters));
        }
        return values;
    }
}
