package org.caraway.internal.cdi.propagation;

import jakarta.json.bind.annotation.JsonbTransient;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/**
 * A property of a bean: a public getter, and the public setter of the same type. Immutable.
 *
 * @param name as JSON-B would name it
 * @param setter null if there is none
 * @param field the field of the same name; null if there is none
 */
record BeanProperty(
        String name,
        Method getter,
        @Nullable Method setter,
        @Nullable Field field) {

    /** The properties that may travel, by name. */
    static List<BeanProperty> of(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(BeanProperty::isGetter)
                .map(getter -> of(type, getter))
                .filter(property -> !property.isTransient())
                .sorted(Comparator.comparing(BeanProperty::name))
                .toList();
    }

    private static BeanProperty of(Class<?> type, Method getter) {
        String suffix = getter.getName().substring(getter.getName().startsWith("is") ? 2 : 3);
        String name = Character.toLowerCase(suffix.charAt(0)) + suffix.substring(1);
        Optional<Method> setter = Stream.of(type.getMethods())
                .filter(method -> method.getName().equals("set" + suffix) && isSetterOf(getter, method))
                .findFirst();
        getter.setAccessible(true);
        setter.ifPresent(method -> method.setAccessible(true));
        return new BeanProperty(name, getter, setter.orElse(null), fieldOf(type, name));
    }

    private static boolean isGetter(Method method) {
        String name = method.getName();
        boolean named = (name.length() > 3 && name.startsWith("get"))
                || (name.length() > 2 && name.startsWith("is") && method.getReturnType() == boolean.class);
        return named
                && method.getParameterCount() == 0
                && method.getReturnType() != void.class
                && method.getDeclaringClass() != Object.class
                && isOrdinary(method);
    }

    private static boolean isSetterOf(Method getter, Method method) {
        return method.getParameterCount() == 1
                && method.getGenericParameterTypes()[0].equals(getter.getGenericReturnType())
                && isOrdinary(method);
    }

    private static boolean isOrdinary(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !method.isBridge() && !method.isSynthetic();
    }

    private static @Nullable Field fieldOf(Class<?> type, String name) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return field;
                }
            }
        }
        return null;
    }

    private boolean isTransient() {
        return Stream.<@Nullable AnnotatedElement>of(getter, setter, field)
                        .anyMatch(part -> part != null && part.isAnnotationPresent(JsonbTransient.class))
                || (field != null && Modifier.isTransient(field.getModifiers()));
    }

    Type type() {
        return getter.getGenericReturnType();
    }

    @Nullable
    Object get(Object bean) {
        return call(getter, bean);
    }

    void set(Object bean, @Nullable Object value) {
        if (setter != null) {
            call(setter, bean, value);
        }
    }

    private static @Nullable Object call(Method method, Object bean, @Nullable Object... arguments) {
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw new CarawayException(method + " threw " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new CarawayException(method + " cannot be called; open its package to org.caraway", e);
        }
    }
}
