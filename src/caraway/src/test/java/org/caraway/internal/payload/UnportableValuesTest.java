package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What would come back as something else is refused, with the place, the value and what to do. */
class UnportableValuesTest {

    private final PayloadCodec payload = PayloadCodec.create();

    /** An order of an application. */
    public record Order(int amount, @Nullable Double price, List<Line> lines) {}

    /** A line of an order. */
    public record Line(String text, boolean paid) {}

    /** An object that may hold itself. */
    public static final class Node {

        private @Nullable Node next;

        public @Nullable Node getNext() {
            return next;
        }

        public void setNext(@Nullable Node value) {
            next = value;
        }
    }

    @Test
    void theSignOfZeroIsRefused() {
        assertRefused(-0.0, " the number -0.0; JSON readers drop the sign of zero: add 0.0 to it");
        assertRefused(
                new Order(1, -0.0, List.of()),
                " the number -0.0 at .price; JSON readers drop the sign of zero: add 0.0 to it");
        assertRefused(
                new float[] {1, -0.0f}, " the number -0.0 at [1]; JSON readers drop the sign of zero: add 0.0 to it");
    }

    @Test
    void aNumberThatReadersRefuseIsRefused() {
        assertRefused(
                List.of(BigInteger.TEN.pow(1_200)),
                " a number of 1201 characters 1000000000000000000000000000000000000000… at [0]; JSON readers take 1000:"
                        + " pass it as text");
        assertThat(payload.encode(BigInteger.TEN.pow(999), BigInteger.class)).hasSize(1_000);
    }

    @Test
    void anInstantBeyondTheYearsOfReadersIsRefused() {
        assertRefused(
                Optional.of(Instant.MAX),
                " the instant +1000000000-12-31T23:59:59.999999999Z; readers take years of nine digits");
    }

    @Test
    void aKeyThatIsNullIsRefused() {
        Map<@Nullable Integer, String> inner = new HashMap<>();
        inner.put(null, "x");

        assertRefused(
                Map.of("inner", inner),
                " a map with the key null at [inner]; JSON has only text as keys: leave it out");
    }

    @Test
    void textThatNoDatabaseTakesIsRefused() {
        assertRefused(
                new Order(1, 2.0, List.of(new Line("a", true), new Line("b\0c", true))),
                " text with the character U+0000 at index 1 'b\uFFFDc' at .lines[1].text; no database takes it as text:"
                        + " remove it, or pass the bytes");
        assertRefused(
                Map.of("\uD83D", 1),
                " text with the character U+D83D at index 0 '\uFFFD' at [\uFFFD]; no database takes it as text: remove"
                        + " it, or pass the bytes");
        assertRefused(
                List.of('\uDC00'),
                " text with the character U+DC00 at index 0 '\uFFFD' at [0]; no database takes it as text: remove it,"
                        + " or pass the bytes");
    }

    @Test
    void valuesThatAreNestedTooDeeplyAreRefused() {
        Node circle = new Node();
        circle.setNext(circle);

        assertThatThrownBy(() -> encode(nested(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds more than 200 levels of nested values, or itself at [0][0]")
                .hasMessageEndingWith("; pass less, or an id");
        assertThatThrownBy(() -> encode(circle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("or itself at .next.next");
        assertThat(payload.decode(payload.encode(nested(200), Object.class), Object.class))
                .isEqualTo(nested(200));
    }

    @Test
    void aSecretValueAndItsPlaceStandInNoMessage() {
        TaskParameter secret = new TaskParameter("subject", Object.class, true);

        assertThatThrownBy(() -> payload.encodeArguments(List.of(secret), List.of(Map.of("hush", "quiet\0"))))
                .hasMessage(
                        "parameter 1 (subject) holds text with the character U+0000 at index 5; no database takes it"
                                + " as text: remove it, or pass the bytes");
    }

    @Test
    void aResultKeepsEveryTextAndLosesTheSignOfZero() {
        String text = payload.encodeResult("a\0\uD800", String.class, "");
        String zero = payload.encodeResult(-0.0, double.class, "");

        assertThat(payload.decodeResult(String.valueOf(text), String.class)).isEqualTo("a\0\uD800");
        assertThat(payload.decodeResult(String.valueOf(zero), double.class)).isEqualTo(0.0);
    }

    @Test
    void aResultThatCouldNotBeReadIsRefused() {
        assertThatThrownBy(() -> payload.encodeResult(Instant.MIN, Instant.class, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the result holds the instant -1000000000-01-01T00:00:00Z;");
    }

    private void assertRefused(Object value, String problem) {
        assertThatThrownBy(() -> encode(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter 1 (subject) holds" + problem);
    }

    private String encode(Object value) {
        return payload.encodeArguments(
                List.of(new TaskParameter("subject", Object.class)), Collections.singletonList(value));
    }

    /** So many lists in each other. */
    private static Object nested(int levels) {
        List<Object> nested = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            nested = new ArrayList<>(List.of(nested));
        }
        return nested;
    }

    @Nested
    class MissingPrimitives {

        @Test
        void ofARecordAreRefused() {
            assertUnreadable(
                    "{\"price\":1,\"lines\":[]}",
                    Order.class,
                    "the member 'amount' of " + Order.class.getName()
                            + " is missing; it is a primitive, which cannot be"
                            + " null: give it, or declare its wrapper class");
            assertUnreadable(
                    "{\"amount\":1,\"lines\":[{\"text\":\"a\",\"paid\":true},{\"text\":\"b\"}]}",
                    Order.class,
                    "the member 'paid' of " + Line.class.getName() + " is missing at .lines[1]; it is a primitive");
            assertUnreadable("[{\"lines\":[]}]", Order[].class, "is missing at [0];");
        }

        @Test
        void whatMayBeNullMayBeMissing() {
            assertThat(payload.decode("{\"amount\":1,\"lines\":[]}", Order.class))
                    .isEqualTo(new Order(1, null, List.of()));
        }

        private void assertUnreadable(String json, Type type, String problem) {
            assertThatThrownBy(() -> payload.decode(json, type))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining(problem);
        }
    }
}
