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
 * Says a JSON Schema (draft 2020-12) as OpenAPI 3.0 does, which has {@code nullable} in place of the type null and
 * nothing beside {@code $ref}. Immutable. It knows the words that {@link org.caraway.TaskSchema} has.
 *
 * @param names the name that a type has among the components
 */
record SchemaDialect(UnaryOperator<String> names) {

    static final String COMPONENTS = "#/components/schemas/";

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String DEFINITIONS = "#/$defs/";

    /** The schema. */
    JsonObject say(JsonObject schema) {
        JsonObjectBuilder said = JSON.createObjectBuilder();
        schema.forEach((word, value) -> say(word, value, said));
        JsonObject whole = said.build();
        return whole.containsKey("$ref") && whole.size() > 1 ? referenceWithMore(whole) : whole;
    }

    private void say(String word, JsonValue value, JsonObjectBuilder said) {
        switch (word) {
            case "$defs" -> {}
            case "$ref" -> said.add(word, reference(((JsonString) value).getString()));
            case "type" -> type(value, said);
            case "anyOf" -> either(value.asJsonArray(), said);
            case "examples" -> said.add("example", value.asJsonArray().get(0));
            case "contentEncoding" -> said.add("format", "byte");
            case "properties" -> said.add(word, each(value.asJsonObject()));
            case "items", "additionalProperties" ->
                said.add(word, value.getValueType() == ValueType.OBJECT ? say(value.asJsonObject()) : value);
            default -> said.add(word, value);
        }
    }

    private String reference(String place) {
        return COMPONENTS + names.apply(place.substring(DEFINITIONS.length()));
    }

    private static void type(JsonValue type, JsonObjectBuilder said) {
        if (type instanceof JsonArray types) {
            said.add("type", types.get(0)).add("nullable", true);
        } else {
            said.add("type", type);
        }
    }

    /** Something or null, or one of several. */
    private void either(JsonArray schemas, JsonObjectBuilder said) {
        JsonArrayBuilder others = JSON.createArrayBuilder();
        boolean nullable = false;
        for (JsonValue schema : schemas) {
            @Nullable JsonValue type = schema.asJsonObject().get("type");
            if (type instanceof JsonString name && name.getString().equals("null")) {
                nullable = true;
            } else {
                others.add(say(schema.asJsonObject()));
            }
        }
        JsonArray rest = others.build();
        said.add(rest.size() == 1 ? "allOf" : "anyOf", rest);
        if (nullable) {
            said.add("nullable", true);
        }
    }

    private JsonObject each(JsonObject properties) {
        JsonObjectBuilder said = JSON.createObjectBuilder();
        properties.forEach((name, schema) -> said.add(name, say(schema.asJsonObject())));
        return said.build();
    }

    private static JsonObject referenceWithMore(JsonObject schema) {
        JsonObjectBuilder more = JSON.createObjectBuilder(schema).remove("$ref");
        JsonObjectBuilder reference = JSON.createObjectBuilder().add("$ref", schema.get("$ref"));
        return more.add("allOf", JSON.createArrayBuilder().add(reference)).build();
    }
}
