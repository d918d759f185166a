package org.caraway.internal.registry;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A signature of the parameters of a task that two releases of an application can compare: names and types, and the
 * fields of the application's own types. Confined to one call. Equal signatures do not prove that each release can read
 * the other's arguments, because that may depend on annotations. With different signatures, one release may be able to
 * read arguments that the other cannot.
 */
public final class ParameterShapes {

    private static final int BYTES = 16;
    private static final int DEPTH_CAP = 20;

    private final StringBuilder text = new StringBuilder();
    private final Set<Class<?>> described = new HashSet<>();

    private ParameterShapes() {}

    /** The signature of these parameters, 32 hexadecimal digits. */
    public static String signature(List<TaskParameter> parameters) {
        ParameterShapes shapes = new ParameterShapes();
        for (TaskParameter parameter : parameters) {
            shapes.text.append(parameter.name()).append(':');
            shapes.describe(parameter.type(), 0);
            shapes.text.append('\n');
        }
        return digest(shapes.text.toString());
    }

    private void describe(Type type, int depth) {
        text.append(type.getTypeName());
        if (depth == DEPTH_CAP) {
            return;
        }
        if (type instanceof ParameterizedType parameterized) {
            describe(parameterized.getRawType(), depth + 1);
            for (Type argument : parameterized.getActualTypeArguments()) {
                describe(argument, depth + 1);
            }
        } else if (type instanceof GenericArrayType array) {
            describe(array.getGenericComponentType(), depth + 1);
        } else if (type instanceof Class<?> of) {
            describeClass(of.isArray() ? of.getComponentType() : of, depth);
        }
    }

    private void describeClass(Class<?> type, int depth) {
        if (type.isPrimitive() || type.getName().startsWith("java.") || !described.add(type)) {
            return;
        }
        text.append('{');
        if (type.isEnum()) {
            text.append(Arrays.toString(type.getEnumConstants()));
        }
        Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .sorted(Comparator.comparing(Field::getName))
                .forEach(field -> {
                    text.append(field.getName()).append(':');
                    describe(field.getGenericType(), depth + 1);
                    text.append(';');
                });
        if (type.getSuperclass() != null) {
            describe(type.getSuperclass(), depth + 1);
        }
        text.append('}');
    }

    private static String digest(String text) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256. This is a bug in Caraway.", impossible);
        }
    }
}
