package org.caraway.web.internal.microprofile;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Constructible;
import org.eclipse.microprofile.openapi.models.Extensible;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;

/**
 * Converts JSON to objects of the MicroProfile OpenAPI model. Stateless. It finds the setter of each member by
 * reflection; only maps, and members whose names are Java keywords, are special cases.
 */
public final class ModelWriter {

    private static final Map<String, String> SETTERS =
            Map.of("$ref", "setRef", "enum", "setEnumeration", "default", "setDefaultValue");

    private ModelWriter() {}

    /**
     * An object of the model.
     *
     * @param type its interface
     * @throws IllegalArgumentException if the model has no setter for a member
     */
    public static <T extends Constructible> T object(JsonObject json, Class<T> type) {
        T object = OASFactory.createObject(type);
        json.forEach((name, value) -> add(object, type, name, value));
        return object;
    }

    private static void add(Constructible object, Class<?> type, String name, JsonValue value) {
        if (object instanceof APIResponses responses) {
            responses.addAPIResponse(name, object(value.asJsonObject(), APIResponse.class));
        } else if (object instanceof Content content) {
            content.addMediaType(name, object(value.asJsonObject(), MediaType.class));
        } else if (object instanceof SecurityRequirement requirement) {
            requirement.addScheme(name, texts(value.asJsonArray()));
        } else if (object instanceof PathItem item && isMethod(name)) {
            item.setOperation(method(name), object(value.asJsonObject(), Operation.class));
        } else if (object instanceof Schema schema && name.equals("additionalProperties")) {
            additional(schema, value);
        } else if (object instanceof Extensible<?> extensible && name.startsWith("x-")) {
            extensible.addExtension(name, plain(value));
        } else {
            set(object, type, name, value);
        }
    }

    private static boolean isMethod(String name) {
        return Arrays.stream(PathItem.HttpMethod.values())
                .anyMatch(method -> method.name().toLowerCase(Locale.ROOT).equals(name));
    }

    private static PathItem.HttpMethod method(String name) {
        return PathItem.HttpMethod.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<String> texts(JsonArray array) {
        return array.getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private static void additional(Schema schema, JsonValue value) {
        if (value.getValueType() == JsonValue.ValueType.OBJECT) {
            schema.setAdditionalPropertiesSchema(object(value.asJsonObject(), Schema.class));
        } else {
            schema.setAdditionalPropertiesBoolean(value.getValueType() == JsonValue.ValueType.TRUE);
        }
    }

    private static void set(Constructible object, Class<?> type, String name, JsonValue value) {
        String setter = SETTERS.getOrDefault(name, "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
        Method method = Arrays.stream(type.getMethods())
                .filter(each -> each.getName().equals(setter) && each.getParameterCount() == 1)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        type.getName() + " has no setter for the member " + name + ". This is a bug in Caraway."));
        try {
            method.invoke(object, read(value, method.getGenericParameterTypes()[0]));
        } catch (IllegalAccessException | InvocationTargetException refused) {
            throw new IllegalArgumentException(type.getName() + " refused its member " + name, refused);
        }
    }

    private static @Nullable Object read(JsonValue value, Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            return value instanceof JsonArray array
                    ? list(array, arguments[0])
                    : map(value.asJsonObject(), arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (Constructible.class.isAssignableFrom(plain)) {
            return object(value.asJsonObject(), plain.asSubclass(Constructible.class));
        }
        if (plain.isEnum()) {
            return constant(((JsonString) value).getString(), plain);
        }
        if (plain == Integer.class) {
            return ((JsonNumber) value).intValueExact();
        }
        return plain(value);
    }

    private static List<@Nullable Object> list(JsonArray array, Type element) {
        List<@Nullable Object> list = new ArrayList<>();
        array.forEach(value -> list.add(read(value, element)));
        return list;
    }

    private static Map<String, @Nullable Object> map(JsonObject object, Type element) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.forEach((name, value) -> map.put(name, read(value, element)));
        return map;
    }

    /** Finds a constant by the name that the specification uses. */
    private static Object constant(String text, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        type.getName() + " has no constant " + text + ". This is a bug in Caraway."));
    }

    private static @Nullable Object plain(JsonValue value) {
        return switch (value.getValueType()) {
            case STRING -> ((JsonString) value).getString();
            case NUMBER -> ((JsonNumber) value).bigDecimalValue();
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> null;
            case ARRAY -> list(value.asJsonArray(), Object.class);
            case OBJECT -> map(value.asJsonObject(), Object.class);
        };
    }
}
