package org.caraway.internal.payload;

import jakarta.json.bind.annotation.JsonbTypeSerializer;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member that JSON-B writes of the objects of a class, by its getter or public field. Immutable.
 *
 * @param name as JSON has it
 * @param source the getter or field
 */
record WrittenMember(String name, AnnotatedElement source) {

    private static final ClassValue<List<WrittenMember>> MEMBERS = new ClassValue<>() {
        @Override
        protected List<WrittenMember> computeValue(Class<?> type) {
            return found(type);
        }
    };

    /** Those of this class; none of what JSON-B has a form for, or the application. */
    static List<WrittenMember> of(Class<?> type) {
        return MEMBERS.get(type);
    }

    private static List<WrittenMember> found(Class<?> type) {
        List<WrittenMember> members = new ArrayList<>();
        if (Portability.isKnown(type) || isAdapted(type)) {
            return members;
        }
        for (PayloadProperty property : PayloadProperty.of(type)) {
            if (property.written() && property.sources().stream().noneMatch(WrittenMember::isAdapted)) {
                property.sources().stream()
                        .filter(WrittenMember::isReadable)
                        .findFirst()
                        .ifPresent(source -> members.add(new WrittenMember(property.name(), source)));
            }
        }
        return List.copyOf(members);
    }

    private static boolean isAdapted(AnnotatedElement element) {
        return TypeInspection.hasItsOwnForm(element) || element.isAnnotationPresent(JsonbTypeSerializer.class);
    }

    private static boolean isReadable(AnnotatedElement source) {
        boolean getter = source instanceof Method method && method.getParameterCount() == 0;
        return (getter || source instanceof Field) && ((AccessibleObject) source).trySetAccessible();
    }

    /** Its value; null also if it cannot be read: JSON-B cannot either, and says so. */
    @Nullable
    Object of(Object object) {
        try {
            return source instanceof Method getter ? getter.invoke(object) : ((Field) source).get(object);
        } catch (ReflectiveOperationException unreadable) {
            return null;
        }
    }
}
