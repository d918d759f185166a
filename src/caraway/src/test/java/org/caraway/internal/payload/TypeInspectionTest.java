package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.caraway.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypeInspectionTest {

    @ParameterizedTest
    @MethodSource("portable")
    void aValueTypeCanTravel(Type type) {
        assertThat(PayloadCodec.problemWith(type)).isEmpty();
    }

    static Stream<Type> portable() {
        return parametersOf(Portable.class);
    }

    @ParameterizedTest
    @MethodSource("bound")
    void aTypeThatIsBoundToItsProcessCannotTravel(Type type) {
        assertThat(PayloadCodec.problemWith(type)).isPresent();
    }

    static Stream<Type> bound() {
        return parametersOf(Bound.class);
    }

    @Test
    void anEntityIsRefusedWithTheAdviceToPassItsId() {
        assertThat(PayloadCodec.problemWith(Customer.class))
                .get()
                .asString()
                .isEqualTo(Customer.class.getName()
                        + " is a JPA entity, whose row may change before the task runs; pass its id");
    }

    @Test
    void anEntityIsFoundDeepInsideAndTheWayToItIsNamed() {
        assertThat(PayloadCodec.problemWith(Basket.class))
                .get()
                .asString()
                .startsWith("Basket.lines: Line.owner: ")
                .contains("is a JPA entity");
    }

    @Test
    void aClassThatCannotBeBuiltIsRefusedWithTheFix() {
        assertThat(PayloadCodec.problemWith(Unbuildable.class))
                .get()
                .asString()
                .contains("neither a public or protected constructor", "make it a record");
        assertThat(PayloadCodec.problemWith(Hidden.class)).get().asString().contains("make it public");
        assertThat(PayloadCodec.problemWith(Shape.class)).get().asString().contains("@JsonbTypeInfo");
    }

    private static Stream<Type> parametersOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(Method::getGenericParameterTypes)
                .flatMap(Arrays::stream);
    }

    interface Portable {
        void plain(int number, String text, UUID id, @Nullable Object any, Instant instant, BigDecimal amount);

        void composed(
                List<Tree> trees,
                Map<String, Set<Tree>> byName,
                Optional<Long> number,
                byte[] bytes,
                Tree[] array,
                Page<Tree> page,
                List<? extends Tree> some,
                Map<UUID, List<Optional<String>>> deep);

        void outcomes(
                List<Outcome<Integer>> all, Outcome<?> one, List<Outcome<Tree>> trees, Outcome<List<String>> list);

        void classes(Tree tree, Cautious cautious, Created created, Instant[][] instants);
    }

    interface Bound {
        <T> void types(
                InputStream stream,
                Connection connection,
                EntityManager entities,
                Thread thread,
                Class<?> type,
                List<Outcome<Connection>> outcomes,
                Runnable code,
                Supplier<String> supplier,
                CompletionStage<String> stage,
                T variable,
                List<T> variables,
                File file,
                Stream<String> values,
                Iterable<String> iterable,
                CharSequence text,
                Exception failure,
                List<String>[] genericArray,
                Map<String, List<Customer>> entitiesByName,
                Page<Customer> page,
                Customer[] array,
                Optional<Shape> shape);
    }

    public record Tree(String name, List<Tree> children) {}

    public record Page<T>(List<T> items, int total) {}

    public static class Cautious {
        @JsonbTransient
        public @Nullable Customer customer;

        private transient @Nullable Thread thread;

        @Override
        public String toString() {
            return "on " + thread;
        }
    }

    public static class Created {
        private final int size;

        @JsonbCreator
        public Created(int size) {
            this.size = size;
        }

        public int getSize() {
            return size;
        }
    }

    @Entity
    public static class Customer {}

    public record Basket(List<Line> lines) {}

    public static class Line {
        private @Nullable Customer owner;

        public @Nullable Customer getOwner() {
            return owner;
        }

        public void setOwner(Customer owner) {
            this.owner = owner;
        }
    }

    public static class Unbuildable {
        public final int size;

        public Unbuildable(int size) {
            this.size = size;
        }
    }

    record Hidden(int size) {}

    public interface Shape {
        int corners();
    }
}
