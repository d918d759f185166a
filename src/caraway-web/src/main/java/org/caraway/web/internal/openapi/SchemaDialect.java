package org.caraway.web.internal.openapi;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import jakarta.json.spi.JsonProvider;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Converts a JSON Schema (draft 2020-12) to the dialect of OpenAPI 3.0, which has {@code nullable} instead of the type
 * null and allows nothing beside {@code $ref}. Immutable. It supports the keywords that {@link org.caraway.TaskSchema}
 * uses.
 *
 * @param names maps the name of a type to the name of its component
 */
record SchemaDialect(UnaryOperator<String> names) {

    static final String COMPONENTS = "#/components/schemas/";

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String DEFINITIONS = "#/$defs/";

    /** The converted schema. */
    JsonObject convert(JsonObject schema) {
        JsonObjectBuilder converted = JSON.createObjectBuilder();
        schema.forEach((word, value) -> convert(word, value, converted));
        JsonObject whole = converted.build();
        return whole.containsKey("$ref") && whole.size() > 1 ? referenceWithMore(whole) : whole;
    }

    private void convert(String word, JsonValue value, JsonObjectBuilder converted) {
        switch (word) {
            case "$defs" -> {}
            case "$ref" -> converted.add(word, reference(((JsonString) value).getString()));
            case "type" -> type(value, converted);
            case "anyOf" -> either(value.asJsonArray(), converted);
            case "examples" -> converted.add("example", value.asJsonArray().get(0));
            case "contentEncoding" -> converted.add("format", "byte");
            case "properties" -> converted.add(word, each(value.asJsonObject()));
            case "items", "additionalProperties" ->
                converted.add(word, value.getValueType() == ValueType.OBJECT ? convert(value.asJsonObject()) : value);
            default -> converted.add(word, value);
        }
    }

    private String reference(String place) {
        return COMPONENTS + names.apply(place.substring(DEFINITIONS.length()));
    }

    private static void type(JsonValue type, JsonObjectBuilder converted) {
        if (type instanceof JsonArray types) {
            converted.add("type", types.get(0)).add("nullable", true);
        } else {
            converted.add("type", type);
        }
    }

    /** Converts a nullable type or a choice of types. */
    private void either(JsonArray schemas, JsonObjectBuilder converted) {
        JsonArrayBuilder others = JSON.createArrayBuilder();
        boolean nullable = false;
        for (JsonValue schema : schemas) {
            @Nullable JsonValue type = schema.asJsonObject().get("type");
            if (type instanceof JsonString name && name.getString().equals("null")) {
                nullable = true;
            } else {
                others.add(convert(schema.asJsonObject()));
            }
        }
        JsonArray rest = others.build();
        converted.add(rest.size() == 1 ? "allOf" : "anyOf", rest);
        if (nullable) {
            converted.add("nullable", true);
        }
    }

    private JsonObject each(JsonObject properties) {
        JsonObjectBuilder converted = JSON.createObjectBuilder();
        properties.forEach((name, schema) -> converted.add(name, convert(schema.asJsonObject())));
        return converted.build();
    }

    private static JsonObject referenceWithMore(JsonObject schema) {
        JsonObjectBuilder more = JSON.createObjectBuilder(schema).remove("$ref");
        JsonObjectBuilder reference = JSON.createObjectBuilder().add("$ref", schema.get("$ref"));
        return more.add("allOf", JSON.createArrayBuilder().add(reference)).build();
    }
}
