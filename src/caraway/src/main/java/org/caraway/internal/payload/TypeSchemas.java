package org.caraway.internal.payload;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbNumberFormat;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.annotation.JsonbTypeSerializer;
import jakarta.json.bind.annotation.JsonbVisibility;
import jakarta.json.spi.JsonProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas (draft 2020-12) of the JSON that {@link PayloadCodec} reads and writes for types. Confined to one
 * thread. {@link #definitions} contains the schema of each class of the application under its simple name, or under its
 * full name if another class has the same simple name; all uses refer to it. A class whose JSON the application
 * defines, for example by a serializer, has the schema {@code {}}.
 *
 * <p>No member of an object is required, because JSON-B reads objects without it. Members that are not primitive may be
 * null; elements of collections are not null.
 */
final class TypeSchemas {

    /** Where the types stand. */
    static final String PLACE = "#/$defs/";

    /** The maximum nesting depth of type arguments. */
    private static final int DEPTH_CAP = 6;

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonObject ANYTHING = JsonValue.EMPTY_JSON_OBJECT;
    private static final List<Class<? extends Annotation>> OWN_FORMS =
            List.of(JsonbTypeSerializer.class, JsonbTypeDeserializer.class, JsonbVisibility.class);

    private final Map<String, String> namesByType = new TreeMap<>();
    private final Map<String, JsonObject> definitions = new TreeMap<>();

    /** What is referred to, by name. */
    Map<String, JsonObject> definitions() {
        return definitions;
    }

    /** The schema of a value of this type. */
    JsonObject of(Type type) {
        return of(type, TypeBindings.NONE);
    }

    /** The schema of a value that may also be null. */
    static JsonObject orNull(JsonObject schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        @Nullable JsonValue type = schema.get("type");
        if (type != null && type.getValueType() == JsonValue.ValueType.ARRAY) {
            return schema;
        }
        if (type != null && !schema.containsKey("enum")) {
            return JSON.createObjectBuilder(schema)
                    .add("type", JSON.createArrayBuilder().add(type).add("null"))
                    .build();
        }
        JsonArrayBuilder either = JSON.createArrayBuilder().add(schema).add(KnownSchemas.of("null"));
        return JSON.createObjectBuilder().add("anyOf", either).build();
    }

    private JsonObject of(Type declared, TypeBindings bindings) {
        Type type = bindings.resolved(declared);
        if (type instanceof TypeVariable<?>) {
            return ANYTHING;
        }
        Class<?> raw = TaskParameter.rawTypeOf(type);
        if (PayloadTypes.isOptional(raw)) {
            return orNull(raw == Optional.class ? of(PayloadTypes.elementOf(type)) : known(raw));
        }
        if (KnownSchemas.find(raw) != null) {
            return known(raw);
        }
        if (raw.isArray()) {
            return array(
                    type instanceof GenericArrayType array ? array.getGenericComponentType() : raw.componentType());
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return array(argument(type, 0, 1));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return map(argument(type, 0, 2), argument(type, 1, 2));
        }
        boolean described = (isOfTheApplication(raw) && depth(type) <= DEPTH_CAP) || raw.isEnum();
        return described ? reference(type, raw) : ANYTHING;
    }

    /** A type may contain a type with longer arguments, which contains another one, and so on. */
    private static int depth(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return 1
                    + Arrays.stream(parameterized.getActualTypeArguments())
                            .mapToInt(TypeSchemas::depth)
                            .max()
                            .orElse(0);
        }
        return type instanceof GenericArrayType array ? depth(array.getGenericComponentType()) : 0;
    }

    private static JsonObject known(Class<?> raw) {
        @Nullable JsonObject schema = KnownSchemas.find(raw);
        return schema == null ? ANYTHING : schema;
    }

    private static boolean isOfTheApplication(Class<?> raw) {
        return Stream.of("java.", "javax.", "jakarta.", "sun.", "jdk.").noneMatch(raw.getName()::startsWith);
    }

    /**
     * The type argument of a collection or map; Object if it is raw, or a class whose type parameters differ from its
     * supertype's.
     */
    private static Type argument(Type type, int index, int count) {
        return type instanceof ParameterizedType parameterized && parameterized.getActualTypeArguments().length == count
                ? parameterized.getActualTypeArguments()[index]
                : Object.class;
    }

    private JsonObject array(Type element) {
        return JSON.createObjectBuilder()
                .add("type", "array")
                .add("items", of(element))
                .build();
    }

    /** For keys that are objects JSON-B writes a list of entries. */
    private JsonObject map(Type key, Type value) {
        Class<?> raw = TaskParameter.rawTypeOf(key);
        if (raw == Object.class || KnownSchemas.isPlain(raw)) {
            return JSON.createObjectBuilder()
                    .add("type", "object")
                    .add("additionalProperties", of(value))
                    .build();
        }
        JsonObjectBuilder entry = JSON.createObjectBuilder()
                .add("type", "object")
                .add(
                        "properties",
                        JSON.createObjectBuilder().add("key", of(key)).add("value", of(value)));
        return JSON.createObjectBuilder()
                .add("type", "array")
                .add("items", entry)
                .build();
    }

    private JsonObject reference(Type type, Class<?> raw) {
        @Nullable String known = namesByType.get(type.getTypeName());
        String name = known == null ? newName(type, raw) : known;
        if (known == null) {
            namesByType.put(type.getTypeName(), name);
            definitions.put(name, ANYTHING); // taken, while what it holds may refer to it
            definitions.put(name, described(type, raw));
        }
        return JSON.createObjectBuilder().add("$ref", PLACE + name).build();
    }

    private String newName(Type type, Class<?> raw) {
        String simple = TypeNames.simple(type);
        return definitions.containsKey(simple) ? TypeNames.full(type, raw) : simple;
    }

    private JsonObject described(Type type, Class<?> raw) {
        Predicate<Class<? extends Annotation>> said = raw::isAnnotationPresent;
        if (OWN_FORMS.stream().anyMatch(said)) {
            return ANYTHING;
        }
        if (raw.isAnnotationPresent(JsonbTypeAdapter.class)) {
            return adapted(raw.getAnnotation(JsonbTypeAdapter.class));
        }
        if (raw.isEnum()) {
            return constants(raw);
        }
        @Nullable JsonbTypeInfo kinds = raw.getAnnotation(JsonbTypeInfo.class);
        return kinds == null ? object(type, raw) : oneOfItsKinds(kinds);
    }

    private static JsonObject constants(Class<?> type) {
        JsonArrayBuilder names = JSON.createArrayBuilder();
        for (Object constant : type.getEnumConstants()) {
            names.add(((Enum<?>) constant).name());
        }
        return JSON.createObjectBuilder()
                .add("type", "string")
                .add("enum", names)
                .build();
    }

    /** The member with the type name is required; the others are those of the subtype. */
    private JsonObject oneOfItsKinds(JsonbTypeInfo kinds) {
        JsonArrayBuilder aliases = JSON.createArrayBuilder();
        JsonArrayBuilder types = JSON.createArrayBuilder();
        for (JsonbSubtype kind : kinds.value()) {
            aliases.add(kind.alias());
            types.add(of(kind.type()));
        }
        JsonObjectBuilder alias =
                JSON.createObjectBuilder().add("type", "string").add("enum", aliases);
        return JSON.createObjectBuilder()
                .add("type", "object")
                .add("properties", JSON.createObjectBuilder().add(kinds.key(), alias))
                .add("required", JSON.createArrayBuilder().add(kinds.key()))
                .add("anyOf", types)
                .build();
    }

    private JsonObject object(Type type, Class<?> raw) {
        TypeBindings bindings = TypeBindings.of(type);
        JsonObjectBuilder members = JSON.createObjectBuilder();
        for (PayloadProperty property : PayloadProperty.of(raw)) {
            JsonObject schema = property(property, bindings);
            JsonObjectBuilder member =
                    JSON.createObjectBuilder(isPrimitive(property, bindings) ? schema : orNull(schema));
            if (!property.read()) {
                member.add("readOnly", true);
            }
            if (!property.written()) {
                member.add("writeOnly", true);
            }
            members.add(property.name(), member);
        }
        return JSON.createObjectBuilder()
                .add("type", "object")
                .add("properties", members)
                .build();
    }

    private static boolean isPrimitive(PayloadProperty property, TypeBindings bindings) {
        return bindings.resolved(property.type()) instanceof Class<?> plain && plain.isPrimitive();
    }

    private JsonObject property(PayloadProperty property, TypeBindings bindings) {
        Set<Class<? extends Annotation>> foreign = Set.of(JsonbTypeSerializer.class, JsonbTypeDeserializer.class);
        if (foreign.stream().anyMatch(property::has)) {
            return ANYTHING;
        }
        Optional<JsonbTypeAdapter> adapter = property.find(JsonbTypeAdapter.class);
        if (adapter.isPresent()) {
            return adapted(adapter.get());
        }
        return property.has(JsonbDateFormat.class) || property.has(JsonbNumberFormat.class)
                ? KnownSchemas.of("string")
                : of(property.type(), bindings);
    }

    /** The adapted type, if the class declares it. */
    private JsonObject adapted(JsonbTypeAdapter annotation) {
        for (Type above : annotation.value().getGenericInterfaces()) {
            if (above instanceof ParameterizedType adapter && adapter.getRawType() == JsonbAdapter.class) {
                return of(adapter.getActualTypeArguments()[1]);
            }
        }
        return ANYTHING;
    }
}
