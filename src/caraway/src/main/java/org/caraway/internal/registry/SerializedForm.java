package org.caraway.internal.registry;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Reads what the compiler notes of a serializable lambda or method reference. Stateless.
 *
 * <p>Its class has a synthetic {@code writeReplace} method that returns a {@link SerializedLambda} (Java Object
 * Serialization Specification, section 2.5). Nothing is serialized.
 */
public final class SerializedForm {

    private SerializedForm() {}

    /**
     * The form; absent for an object that is no lambda or method reference.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public static Optional<SerializedLambda> of(Serializable lambda) {
        try {
            Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return writeReplace.invoke(lambda) instanceof SerializedLambda form ? Optional.of(form) : Optional.empty();
        } catch (NoSuchMethodException implemented) {
            return Optional.empty();
        } catch (IllegalAccessException | InvocationTargetException refused) {
            throw new IllegalArgumentException("The method reference cannot be read", refused);
        }
    }
}
