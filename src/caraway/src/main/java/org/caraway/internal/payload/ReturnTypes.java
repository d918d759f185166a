package org.caraway.internal.payload;

import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.stream.Stream;
import org.caraway.internal.registry.SerializedForm;
import org.jspecify.annotations.Nullable;

/**
 * The type that a serializable lambda or method reference returns. Stateless.
 *
 * <p>The compiler notes the class that it found for the type variable. For a class with type parameters that is not
 * enough for JSON; then the method declares it to which a method reference refers.
 */
public final class ReturnTypes {

    private ReturnTypes() {}

    /**
     * The type.
     *
     * @param what the name for messages: "The value of step 'charge'"
     * @throws IllegalArgumentException with the fix, if the type is not known, or its values cannot be stored
     */
    public static Type of(Serializable work, String what) {
        SerializedLambda form = SerializedForm.of(work)
                .orElseThrow(() -> new IllegalArgumentException(what + " has no known type, because "
                        + work.getClass().getName() + " is a class; write a lambda or a method reference"));
        ClassLoader loader = work.getClass().getClassLoader();
        Class<?> found = MethodType.fromMethodDescriptorString(form.getInstantiatedMethodType(), loader)
                .returnType();
        Type type = found.getTypeParameters().length == 0 ? found : declared(form, found, loader);
        if (type == null) {
            throw new IllegalArgumentException(what + " is a " + found.getSimpleName()
                    + ", and a lambda does not say of what; write a reference to a method that declares the whole type,"
                    + " or return a record that holds it");
        }
        if (found != Void.class) {
            PayloadCodec.problemWith(type).ifPresent(problem -> {
                throw new IllegalArgumentException(what + " cannot be stored: " + problem);
            });
        }
        return type;
    }

    private static @Nullable Type declared(SerializedLambda form, Class<?> found, @Nullable ClassLoader loader) {
        try {
            Class<?> owner = Class.forName(form.getImplClass().replace('/', '.'), false, loader);
            MethodType signature = MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader);
            return Stream.of(owner.getDeclaredMethods())
                    .filter(method -> method.getName().equals(form.getImplMethodName()) && !method.isSynthetic())
                    .filter(method -> signature
                            .parameterList()
                            .equals(Stream.of(method.getParameterTypes()).toList()))
                    .map(Method::getGenericReturnType)
                    .filter(type -> type instanceof ParameterizedType whole && whole.getRawType() == found)
                    .findFirst()
                    .orElse(null);
        } catch (ClassNotFoundException | LinkageError unknown) {
            return null;
        }
    }
}
