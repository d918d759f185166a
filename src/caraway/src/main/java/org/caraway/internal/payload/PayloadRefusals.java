package org.caraway.internal.payload;

import jakarta.json.JsonValue;
import java.lang.reflect.Type;
import java.util.List;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/** What messages say of values that are not what their types say. Stateless. */
final class PayloadRefusals {

    private PayloadRefusals() {}

    /** Refuses JSON of a record that lacks a member which cannot be null. */
    static void requireMembers(JsonValue json, Type type, String what, MessageRedaction secrecy) {
        MissingMember missing = MissingMember.first(json, type);
        if (missing != null) {
            throw new CarawayException("For " + what + " a " + type.getTypeName() + " is expected, but "
                    + missing.described(secrecy != MessageRedaction.NONE));
        }
    }

    static CarawayException mismatch(
            String what, Type type, JsonValue json, @Nullable RuntimeException cause, MessageRedaction secrecy) {
        String reason = cause == null || cause instanceof ClassCastException ? "" : secrecy.reason(cause);
        return new CarawayException(
                "For " + what + " a " + type.getTypeName() + " is expected, but " + kindOf(json) + " stood there"
                        + reason,
                cause == null ? null : secrecy.cause(cause));
    }

    static String kindOf(JsonValue json) {
        return switch (json.getValueType()) {
            case ARRAY -> "a JSON array";
            case OBJECT -> "a JSON object";
            case STRING -> "a JSON string";
            case NUMBER -> "a JSON number";
            case TRUE, FALSE -> "a JSON boolean";
            case NULL -> "null";
        };
    }

    static String nameOf(TaskParameter parameter, int index) {
        return "parameter " + (index + 1) + " (" + parameter.name() + ")";
    }

    static List<String> namesOf(List<TaskParameter> parameters) {
        return parameters.stream().map(TaskParameter::name).toList();
    }
}
