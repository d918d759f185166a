package org.caraway.internal.payload;

import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbVisibility;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of classes that JSON-B drops without a word: it writes what is public or has a public getter, and reads what
 * is public, has a public setter or is a parameter of a creator. Stateless.
 */
final class DroppedField {

    private DroppedField() {}

    /** Which field of this class or its superclasses is dropped, with what to do; null if none is. */
    static @Nullable String problemWith(Class<?> type) {
        if (type.isRecord() || decidesItself(type)) {
            return null;
        }
        List<PayloadProperty> properties = PayloadProperty.all(type).toList();
        for (Class<?> step = type; step != null && !Portability.isKnown(step); step = step.getSuperclass()) {
            for (Field field : step.getDeclaredFields()) {
                String problem = mayBeDropped(field) ? null : problemWith(field, properties);
                if (problem != null) {
                    return type.getName() + "." + field.getName() + " " + problem
                            + ", make the class a record, or the field transient if it need not travel";
                }
            }
        }
        return null;
    }

    private static boolean decidesItself(Class<?> type) {
        return type.isAnnotationPresent(JsonbVisibility.class)
                || (type.getPackage() != null && type.getPackage().isAnnotationPresent(JsonbVisibility.class));
    }

    private static boolean mayBeDropped(Field field) {
        return field.isSynthetic()
                || (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0
                || field.isAnnotationPresent(JsonbTransient.class);
    }

    private static @Nullable String problemWith(Field field, List<PayloadProperty> properties) {
        for (PayloadProperty property : properties) {
            if (property.sources().contains(field)) {
                if (property.isTransient() || (property.written() && property.read())) {
                    return null;
                }
                return property.written()
                        ? "has no public setter, so JSON-B does not read it; add one or a @JsonbCreator"
                        : "has no public getter, so JSON-B does not write it; add one";
            }
        }
        return "is not public and has no public getter, so JSON-B drops it; add getter and setter";
    }
}
