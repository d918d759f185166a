package org.caraway.internal.payload;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/**
 * Reads arguments in JSON from untrusted clients and reports all problems together. Thread-safe. It accepts the same
 * JSON as {@link PayloadCodec#decodeArguments}, which stops at the first problem.
 */
public final class ArgumentReader {

    /** A stranger decides how many members there are, and each message names all parameters. */
    private static final int UNKNOWN_CAP = 20;

    private final PayloadCodec codec;

    /** Reads with this codec. */
    public ArgumentReader(PayloadCodec codec) {
        this.codec = codec;
    }

    /**
     * The arguments read. Immutable.
     *
     * @param arguments the arguments in the order of the parameters; usable only if there are no problems
     * @param problems the problems, by the index of the argument in the array or its name in the object, or by the
     *     empty text if the whole value is invalid
     */
    public record Reading(List<@Nullable Object> arguments, Map<String, String> problems) {

        /** Copies the collections. */
        public Reading {
            arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
            problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
        }

        static Reading refused(String why) {
            return new Reading(List.of(), Map.of("", why));
        }
    }

    /** Reads a JSON array by position, or a JSON object by parameter name. */
    public Reading read(String json, List<TaskParameter> parameters) {
        JsonValue parsed;
        try {
            parsed = codec.parse(json, "The arguments");
        } catch (CarawayException broken) {
            return Reading.refused(String.valueOf(broken.getMessage()));
        }
        if (parsed instanceof JsonArray array) {
            return byPosition(array, parameters);
        }
        return parsed instanceof JsonObject object
                ? byName(object, parameters)
                : Reading.refused("Arguments are a JSON array or a JSON object by parameter name, not "
                        + PayloadRefusals.kindOf(parsed));
    }

    private Reading byPosition(JsonArray array, List<TaskParameter> parameters) {
        if (array.size() != parameters.size()) {
            return Reading.refused("The task takes " + parameters.size() + " arguments "
                    + PayloadRefusals.namesOf(parameters) + ", but was given " + array.size());
        }
        Collected collected = new Collected();
        for (int i = 0; i < parameters.size(); i++) {
            collected.read(Integer.toString(i), array.get(i), parameters.get(i), i);
        }
        return collected.reading();
    }

    private Reading byName(JsonObject object, List<TaskParameter> parameters) {
        Collected collected = new Collected();
        Set<String> unknown = new TreeSet<>(object.keySet());
        for (int i = 0; i < parameters.size(); i++) {
            TaskParameter parameter = parameters.get(i);
            unknown.remove(parameter.name());
            JsonValue value = object.get(parameter.name());
            if (value == null && !PayloadTypes.isOptional(parameter.rawType())) {
                collected.refuse(
                        parameter.name(),
                        "The argument is missing; give a " + parameter.type().getTypeName());
            } else {
                collected.read(parameter.name(), value, parameter, i);
            }
        }
        unknown.stream()
                .limit(UNKNOWN_CAP)
                .forEach(name -> collected.refuse(
                        name, "The task has no such parameter; it takes " + PayloadRefusals.namesOf(parameters)));
        if (unknown.size() > UNKNOWN_CAP) {
            collected.refuse("", unknown.size() + " arguments have no parameter; the first are named");
        }
        return collected.reading();
    }

    /** The arguments read so far. Confined to one call. */
    private final class Collected {

        private final List<@Nullable Object> arguments = new ArrayList<>();
        private final Map<String, String> problems = new LinkedHashMap<>();

        void read(String place, @Nullable JsonValue value, TaskParameter parameter, int index) {
            try {
                arguments.add(codec.decode(value, parameter, PayloadRefusals.nameOf(parameter, index)));
            } catch (CarawayException refused) {
                refuse(place, String.valueOf(refused.getMessage()));
            }
        }

        void refuse(String place, String why) {
            problems.put(place, why);
        }

        Reading reading() {
            return new Reading(arguments, problems);
        }
    }
}
