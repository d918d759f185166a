package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCodecTest {

    private final PayloadCodec payload = PayloadCodec.create();

    static Stream<Object> values() {
        return Stream.of(
                true,
                (byte) -3,
                Short.MIN_VALUE,
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                0.1f,
                Float.MIN_VALUE,
                Float.MAX_VALUE,
                0.1,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                'x',
                '\0',
                '\ud800',
                "",
                "quotes \" and \\ and \n and \u0000 and \u2028 and \uD83D\uDE00",
                "lone \ud800 and \udc00\ud800",
                new BigDecimal("1.10"),
                new BigDecimal("1E+30"),
                new BigDecimal("12345678901234567890.123456789012345678901234567890"),
                new BigInteger("123456789012345678901234567890"),
                UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"),
                Colour.RED,
                Colour.GREEN,
                DayOfWeek.MONDAY,
                Instant.parse("2026-11-21T07:00:00.123456789Z"),
                LocalDate.of(2026, 11, 21),
                LocalTime.of(7, 0, 0, 1),
                LocalDateTime.of(2026, 11, 21, 7, 0),
                ZonedDateTime.of(2026, 11, 21, 7, 0, 0, 0, ZoneId.of("Europe/Paris")),
                OffsetDateTime.of(2026, 11, 21, 7, 0, 0, 0, ZoneOffset.ofHours(2)),
                Duration.ofMillis(1_500),
                Period.ofDays(3),
                Year.of(2026),
                YearMonth.of(2026, 11),
                Locale.forLanguageTag("de-CH"),
                Currency.getInstance("EUR"),
                new Order(1, "tea", Optional.of("soon"), List.of(1, 2)),
                new Order(2, null, Optional.empty(), null),
                new byte[] {0, -1, 127},
                new long[] {Long.MIN_VALUE, 0},
                new int[][] {{1}, {2, 3}},
                new char[] {'a', 'b'},
                new String[] {"a", null},
                OptionalInt.of(3),
                OptionalInt.empty());
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueComesBackAsItWas(Object value) {
        assertThat(roundTrip(value, value.getClass())).isEqualTo(value);
    }

    @Test
    void everyStringComesBackAsItWas() {
        Random random = new Random(20261121);

        for (int i = 0; i < 2_000; i++) {
            String text = randomText(random);
            Note note = new Note(List.of(text), Map.of(text, text));
            assertThat(roundTrip(text, String.class)).isEqualTo(text);
            assertThat(roundTrip(note, Note.class)).isEqualTo(note);
        }
    }

    @Test
    void everyFiniteNumberComesBackAsItWas() {
        Random random = new Random(20261121);

        for (int i = 0; i < 2_000; i++) {
            double real = Double.longBitsToDouble(random.nextLong());
            long whole = random.nextLong() >> random.nextInt(64);
            if (Double.isFinite(real)) {
                assertThat(roundTrip(real, double.class)).isEqualTo(real);
                assertThat(roundTrip((Object) List.of(real, -real), typeOf("reals")))
                        .isEqualTo(List.of(real, -real));
            }
            assertThat(roundTrip(whole, long.class)).isEqualTo(whole);
        }
    }

    @Test
    void negativeZeroComesBackAsZeroBecauseJsonNumbersHaveNone() {
        assertThat(roundTrip(-0.0, double.class)).isEqualTo(0.0);
    }

    @Test
    void theJsonOfAnyStringCanBeWrittenAsUtf8() {
        String json = payload.encode(new Note(List.of("\ud800"), Map.of()), Note.class);

        assertThat(json).contains("\\ud800").doesNotContain("\ud800");
    }

    @Test
    void genericTypesKeepTheirElementTypes() {
        Order order = new Order(1, "tea", Optional.empty(), List.of());

        assertThat(roundTrip(List.of(order), typeOf("orders"))).isEqualTo(List.of(order));
        assertThat(roundTrip(Map.of("a", List.of(order)), typeOf("ordersByKey")))
                .isEqualTo(Map.of("a", List.of(order)));
        assertThat(roundTrip(List.of(Optional.of("x"), Optional.empty()), typeOf("wishes")))
                .isEqualTo(List.of(Optional.of("x"), Optional.empty()));
    }

    @Test
    void nullsInListsAndMapsAreKept() {
        Map<String, @Nullable List<Order>> map = new HashMap<>();
        map.put("none", null);

        assertThat(roundTrip(Collections.singletonList(null), typeOf("orders")))
                .isEqualTo(Collections.singletonList(null));
        assertThat(roundTrip(map, typeOf("ordersByKey"))).isEqualTo(map);
    }

    @Test
    void anOptionalParameterTakesAValueNothingAndNull() {
        assertThat(roundTrip(Optional.of(42L), typeOf("number"))).isEqualTo(Optional.of(42L));
        assertThat(roundTrip(Optional.empty(), typeOf("number"))).isEqualTo(Optional.empty());
        assertThat(roundTrip(null, typeOf("number"))).isEqualTo(Optional.empty());
    }

    @Test
    void bytesAreBase64() {
        assertThat(payload.encode(new byte[] {0, -1}, byte[].class)).isEqualTo("\"AP8=\"");
    }

    @Test
    void aVoidMethodHasNoResult() {
        assertThat(payload.encodeResult(null, void.class, "")).isNull();
        assertThat(payload.encodeResult(null, String.class, "")).isEqualTo("null");
    }

    @ParameterizedTest
    @MethodSource("notNumbers")
    void whatIsNoNumberInJsonIsRefused(Object value) {
        assertThatThrownBy(() -> payload.encode(value, value.getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be written as JSON");
    }

    static Stream<Object> notNumbers() {
        return Stream.of(Double.NaN, Float.POSITIVE_INFINITY, new double[] {Double.NEGATIVE_INFINITY});
    }

    @Nested
    class Arguments {

        private final List<TaskParameter> parameters = List.of(
                new TaskParameter("orderId", long.class),
                new TaskParameter("note", String.class),
                new TaskParameter("colour", typeOf("colour")));

        @Test
        void areAnArrayInOrder() {
            String json = payload.encodeArguments(parameters, Arrays.asList(42L, null, Optional.of(Colour.RED)));

            assertThat(json).isEqualTo("[42,null,\"RED\"]");
            assertThat(payload.decodeArguments(json, parameters)).containsExactly(42L, null, Optional.of(Colour.RED));
        }

        @Test
        void mayStandByNameAndLeaveOptionalsOut() {
            assertThat(payload.decodeArguments("{\"note\":\"x\",\"orderId\":1}", parameters))
                    .containsExactly(1L, "x", Optional.empty());
        }

        @Test
        void ofUnknownTasksAreWrittenByTheirOwnClasses() {
            assertThat(payload.encodeArguments(Arrays.asList(1, "x", null, Map.of("a", List.of(1.5)))))
                    .isEqualTo("[1,\"x\",null,{\"a\":[1.5]}]");
        }

        @Test
        void ofTheWrongNumberAreRefused() {
            assertThatThrownBy(() -> payload.encodeArguments(parameters, List.of(1L)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The task takes 3 arguments, but was given 1");
            assertUnreadable("[1]", "takes 3 arguments [orderId, note, colour], but 1 are stored");
        }

        @Test
        void thatDoNotFitTheirParametersAreRefusedNamingThem() {
            assertUnreadable(
                    "[\"x\",\"y\",null]",
                    "For parameter 1 (orderId) a long is expected, but a JSON string stood there");
            assertUnreadable("[null,\"y\",null]", "For parameter 1 (orderId) a long is expected, but null stood there");
            assertUnreadable("[1.5,\"y\",null]", "parameter 1 (orderId) a long is expected, but a JSON number");
            assertUnreadable("[9223372036854775808,\"y\",null]", "parameter 1 (orderId)");
            assertUnreadable("[1,{},null]", "For parameter 2 (note) a java.lang.String is expected, but a JSON object");
            assertUnreadable("[1,\"y\",\"BLUE\"]", "no constant of");
        }

        @Test
        void thatAreMissingOrUnknownByNameAreRefused() {
            assertUnreadable("{\"note\":\"x\"}", "The argument 'orderId' (long) is missing");
            assertUnreadable("{\"note\":\"x\",\"orderId\":1,\"size\":2}", "no parameter [size]");
        }

        @Test
        void thatAreNoJsonAreRefused() {
            assertUnreadable("[1,", "The arguments are no JSON");
            assertUnreadable("", "The arguments are no JSON");
            assertUnreadable("42", "a JSON array or a JSON object by parameter name, not a JSON number");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"[1,\"x\",null] [2]", "[1,\"x\",null]]", "[1,\"x\",null],", "[1,\"x\",null] x", "42 43"})
        void withSomethingBehindThemAreRefused(String stored) {
            assertUnreadable(stored, "The arguments should be one JSON value, but something stood behind it");
        }

        @Test
        void mayHaveSpaceAroundThem() {
            assertThat(payload.decodeArguments(" [1,\"x\",null]\n\t ", parameters))
                    .startsWith(1L, "x");
        }

        @Test
        void thatAreSensitiveAreInNoMessageNorCause() {
            List<TaskParameter> sensitive = List.of(new TaskParameter("colour", Colour.class, true));

            assertThatThrownBy(() -> payload.decodeArguments("[\"BLUE\"]", sensitive))
                    .isInstanceOf(CarawayException.class)
                    .hasMessage("For parameter 1 (colour) a " + Colour.class.getTypeName() + " is expected, but a JSON"
                            + " string stood there; the reason is not told, because the parameter is @Sensitive")
                    .hasNoCause();
        }

        @Test
        void thatAreSensitiveAndCannotBeWrittenAreNotShown() {
            List<TaskParameter> sensitive = List.of(new TaskParameter("subject", Object.class, true));

            assertThatThrownBy(() -> payload.encodeArguments(sensitive, List.of(new Secretive())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parameter 1 (subject) of type " + Secretive.class.getTypeName()
                            + " cannot be written as JSON; the reason is not told, because the parameter is @Sensitive")
                    .hasNoCause();
        }

        @Test
        void thatHideAnEntityAreRefused() {
            assertEntityRefused(new Customer());
            assertEntityRefused(new CustomerProxy());
            assertEntityRefused(List.of(1, Map.of("a", new Customer())));
            assertEntityRefused(new Object[] {new Customer()});
            assertEntityRefused(Optional.of(new Box(new Customer())));
        }

        private void assertEntityRefused(Object argument) {
            List<TaskParameter> any = List.of(new TaskParameter("subject", Object.class));
            assertThatThrownBy(() -> payload.encodeArguments(any, List.of(argument)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parameter 1 (subject) holds the JPA entity")
                    .hasMessageContaining("pass its id");
        }

        private void assertUnreadable(String json, String message) {
            assertThatThrownBy(() -> payload.decodeArguments(json, parameters))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining(message);
        }
    }

    private @Nullable Object roundTrip(@Nullable Object value, Type type) {
        return payload.decode(payload.encode(value, type), type);
    }

    private static String randomText(Random random) {
        char[] text = new char[random.nextInt(20)];
        for (int i = 0; i < text.length; i++) {
            int bound = random.nextBoolean() ? 128 : Character.MAX_VALUE + 1;
            text[i] = (char) random.nextInt(bound);
        }
        return new String(text);
    }

    private static Type typeOf(String component) {
        return Stream.of(Types.class.getRecordComponents())
                .filter(candidate -> candidate.getName().equals(component))
                .findFirst()
                .orElseThrow()
                .getGenericType();
    }

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "grass";
            }
        }
    }

    public record Order(
            long id,
            @Nullable String item,
            Optional<String> wish,
            @Nullable List<Integer> sizes) {}

    public record Note(List<String> lines, Map<String, String> marks) {}

    public record Box(Object content) {}

    /** Its getter tells a secret when it fails. */
    public static class Secretive {

        public String getValue() {
            throw new IllegalStateException("s3cret");
        }
    }

    @Entity
    public static class Customer {}

    public static class CustomerProxy extends Customer {}

    record Types(
            List<Order> orders,
            Map<String, List<Order>> ordersByKey,
            List<Optional<String>> wishes,
            List<Double> reals,
            Optional<Long> number,
            Optional<Colour> colour) {}
}
