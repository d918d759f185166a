package org.caraway;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A task method as a method reference, such as {@code Reports::render}. It is serializable, because Caraway finds the
 * method's name by serialization; it is never called and never stored. Applications write method references and do not
 * implement these types.
 */
public sealed interface TaskMethod extends Serializable {

    /** A method with no argument that returns a value. */
    @FunctionalInterface
    non-sealed interface Value0<B, R extends @Nullable Object> extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean) throws Exception;
    }

    /** A {@code void} method with no argument. */
    @FunctionalInterface
    non-sealed interface Void0<B> extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean) throws Exception;
    }

    /** A method with one argument that returns a value. */
    @FunctionalInterface
    non-sealed interface Value1<B, A1 extends @Nullable Object, R extends @Nullable Object> extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean, A1 a1) throws Exception;
    }

    /** A {@code void} method with one argument. */
    @FunctionalInterface
    non-sealed interface Void1<B, A1 extends @Nullable Object> extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean, A1 a1) throws Exception;
    }

    /** A method with two arguments that returns a value. */
    @FunctionalInterface
    non-sealed interface Value2<B, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean, A1 a1, A2 a2) throws Exception;
    }

    /** A {@code void} method with two arguments. */
    @FunctionalInterface
    non-sealed interface Void2<B, A1 extends @Nullable Object, A2 extends @Nullable Object> extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean, A1 a1, A2 a2) throws Exception;
    }

    /** A method with three arguments that returns a value. */
    @FunctionalInterface
    non-sealed interface Value3<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    R extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean, A1 a1, A2 a2, A3 a3) throws Exception;
    }

    /** A {@code void} method with three arguments. */
    @FunctionalInterface
    non-sealed interface Void3<B, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean, A1 a1, A2 a2, A3 a3) throws Exception;
    }

    /** A method with four arguments that returns a value. */
    @FunctionalInterface
    non-sealed interface Value4<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    R extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean, A1 a1, A2 a2, A3 a3, A4 a4) throws Exception;
    }

    /** A {@code void} method with four arguments. */
    @FunctionalInterface
    non-sealed interface Void4<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean, A1 a1, A2 a2, A3 a3, A4 a4) throws Exception;
    }

    /** A method with five arguments that returns a value. */
    @FunctionalInterface
    non-sealed interface Value5<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    R extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) throws Exception;
    }

    /** A {@code void} method with five arguments. */
    @FunctionalInterface
    non-sealed interface Void5<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) throws Exception;
    }

    /** A method with six arguments that returns a value. */
    @FunctionalInterface
    non-sealed interface Value6<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object,
                    R extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        R call(B bean, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) throws Exception;
    }

    /** A {@code void} method with six arguments. */
    @FunctionalInterface
    non-sealed interface Void6<
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object>
            extends TaskMethod {
        /** Stands for the method; never called. */
        void call(B bean, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) throws Exception;
    }
}
