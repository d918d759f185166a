package org.caraway.internal.store.enqueue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Types and values for a given seed, with the awkward ones more often than chance would have it. */
final class GeneratedValues {

    private static final int DEPTH = 3;

    private final Random random;
    private boolean unportable;

    GeneratedValues(long seed) {
        random = new Random(seed);
    }

    /**
     * A type with one of its values.
     *
     * @param unportable whether something in the value cannot travel
     */
    record Sample(Type type, @Nullable Object value, boolean unportable) {}

    /** A record of primitives. */
    public record Measures(
            int count, long total, double mean, float weight, boolean sound, char unit, short year, byte b) {}

    /** A record of many. */
    public record Many<T>(List<@Nullable T> all, Map<String, T> named) {}

    /** A class with members as beans have them. */
    public static final class Person {

        private @Nullable String name;
        private double height;
        private List<Instant> visits = List.of();

        public @Nullable String getName() {
            return name;
        }

        public void setName(@Nullable String value) {
            name = value;
        }

        public double getHeight() {
            return height;
        }

        public void setHeight(double value) {
            height = value;
        }

        public List<Instant> getVisits() {
            return visits;
        }

        public void setVisits(List<Instant> value) {
            visits = value;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Person that
                    && Objects.equals(name, that.name)
                    && Double.compare(height, that.height) == 0
                    && visits.equals(that.visits);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, height, visits);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Generic(Class<?> raw, Type... arguments) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }
    }

    private record Kind(Type type, Supplier<@Nullable Object> value) {}

    Sample next() {
        unportable = false;
        Kind kind = kind(DEPTH);
        Object value = kind.value().get();
        return new Sample(kind.type(), value, unportable);
    }

    private Kind kind(int depth) {
        return depth == 0 || random.nextInt(3) == 0 ? plain() : composed(depth);
    }

    private Kind composed(int depth) {
        Kind one = kind(depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> new Kind(new Generic(List.class, one.type()), () -> many(new ArrayList<>(), orNull(one)));
            case 1 -> {
                Kind element = plain();
                yield new Kind(new Generic(Set.class, element.type()), () -> many(new HashSet<>(), element.value()));
            }
            case 2 -> {
                Kind key = key();
                yield new Kind(new Generic(Map.class, key.type(), one.type()), () -> map(key.value(), orNull(one)));
            }
            case 3 ->
                new Kind(
                        new Generic(Many.class, one.type()),
                        () -> new Many<>(
                                List.of(one.value().get()),
                                Map.of(text(), one.value().get())));
            case 4 -> {
                Kind element = plain();
                yield new Kind(
                        new Generic(Optional.class, element.type()),
                        () -> Optional.ofNullable(orNull(element).get()));
            }
            case 5 -> new Kind(Measures.class, this::measures);
            default -> new Kind(Person.class, this::person);
        };
    }

    private Kind key() {
        return switch (random.nextInt(6)) {
            case 0 -> new Kind(Integer.class, random::nextInt);
            case 1 -> new Kind(Long.class, random::nextLong);
            case 2 -> new Kind(DayOfWeek.class, () -> DayOfWeek.of(1 + random.nextInt(7)));
            case 3 -> new Kind(LocalDate.class, () -> LocalDate.ofEpochDay(random.nextInt()));
            case 4 -> new Kind(UUID.class, () -> new UUID(random.nextLong(), random.nextLong()));
            default -> new Kind(String.class, this::text);
        };
    }

    private Kind plain() {
        return switch (random.nextInt(20)) {
            case 0 -> new Kind(Integer.class, () -> oneOf(0, Integer.MIN_VALUE, Integer.MAX_VALUE, random.nextInt()));
            case 1 -> new Kind(Long.class, () -> oneOf(Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong()));
            case 2 -> new Kind(Short.class, () -> (short) random.nextInt());
            case 3 -> new Kind(Byte.class, () -> (byte) random.nextInt());
            case 4 -> new Kind(Boolean.class, random::nextBoolean);
            case 5 -> new Kind(Character.class, () -> text().charAt(0));
            case 6 -> new Kind(Double.class, this::real);
            case 7 -> new Kind(Float.class, () -> (float) real());
            case 8 -> new Kind(BigInteger.class, this::large);
            case 9 ->
                new Kind(
                        BigDecimal.class,
                        () -> new BigDecimal(large(), oneOf(0, 2, -400, 400, random.nextInt(30_000))));
            case 10 -> new Kind(UUID.class, () -> new UUID(random.nextLong(), random.nextLong()));
            case 11 -> new Kind(DayOfWeek.class, () -> DayOfWeek.of(1 + random.nextInt(7)));
            case 12 -> new Kind(Instant.class, this::instant);
            case 13 -> new Kind(LocalDate.class, () -> oneOf(LocalDate.MIN, LocalDate.MAX, LocalDate.EPOCH));
            case 14 ->
                new Kind(LocalDateTime.class, () -> LocalDateTime.of(1 + random.nextInt(9998), 5, 6, 7, 8, 9, 10));
            case 15 -> new Kind(OffsetDateTime.class, () -> oneOf(OffsetDateTime.MIN, OffsetDateTime.MAX));
            case 16 ->
                new Kind(
                        ZonedDateTime.class,
                        () -> ZonedDateTime.of(
                                LocalDateTime.of(2026, 10, 25, 2, 30),
                                oneOf(ZoneId.of("Europe/Vienna"), ZoneOffset.UTC, ZoneOffset.MAX)));
            case 17 ->
                new Kind(
                        Duration.class,
                        () -> oneOf(
                                Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Duration.ofNanos(-1)));
            default -> new Kind(String.class, this::text);
        };
    }

    private Object measures() {
        return new Measures(
                random.nextInt(),
                random.nextLong(),
                real(),
                (float) real(),
                random.nextBoolean(),
                text().charAt(0),
                (short) random.nextInt(),
                (byte) random.nextInt());
    }

    private Object person() {
        Person person = new Person();
        person.setName(random.nextBoolean() ? text() : null);
        person.setHeight(real());
        person.setVisits(List.of(instant()));
        return person;
    }

    /** Null in the place of an Optional is nobody's value. */
    private Supplier<@Nullable Object> orNull(Kind kind) {
        boolean optional = kind.type() instanceof Generic generic && generic.raw() == Optional.class;
        return () -> !optional && random.nextInt(10) == 0 ? null : kind.value().get();
    }

    private Object many(Collection<@Nullable Object> into, Supplier<@Nullable Object> element) {
        for (int count = random.nextInt(4); count > 0; count--) {
            into.add(element.get());
        }
        return into;
    }

    private Object map(Supplier<@Nullable Object> key, Supplier<@Nullable Object> value) {
        Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            Object free = key.get();
            if (!map.containsKey(free)) {
                map.put(free, value.get());
            }
        }
        if (random.nextInt(60) == 0) {
            unportable = true;
            map.put(null, value.get());
        }
        return map;
    }

    private double real() {
        if (random.nextInt(60) == 0) {
            unportable = true;
            return -0.0;
        }
        return oneOf(0.0, 0.1, -1.5, 1e30, -1e-30, (double) random.nextFloat(), (double) random.nextInt());
    }

    private BigInteger large() {
        if (random.nextInt(20) == 0) {
            unportable = true;
            return BigInteger.TEN.pow(1_000 + random.nextInt(5_000));
        }
        return new BigInteger(random.nextInt(2_000), random).subtract(BigInteger.TEN);
    }

    private Instant instant() {
        if (random.nextInt(40) == 0) {
            unportable = true;
            return oneOf(Instant.MAX, Instant.MIN);
        }
        return oneOf(
                Instant.EPOCH,
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                LocalDateTime.MAX.toInstant(ZoneOffset.UTC),
                LocalDateTime.MIN.toInstant(ZoneOffset.UTC));
    }

    /** At least one character. */
    private String text() {
        if (random.nextInt(40) == 0) {
            unportable = true;
            return oneOf("\0", "\uD800", "\uDC00x", "\0\uDBFF\uDBFF");
        }
        return oneOf("a", "\"\\/", "\t\r\n\u0001", "größe", "漢字", "'; DROP TABLE x; --", "null", " ", "\uFFFE\uFEFF")
                + (random.nextBoolean() ? "" : "\uD83D\uDE00".repeat(random.nextInt(3)));
    }

    @SafeVarargs
    private <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
