package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.spi.PayloadFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFormatsTest {

    private static final List<TaskParameter> NAME = List.of(new TaskParameter("name", String.class));

    private final PayloadCodec codec = PayloadCodec.create().with(TestFormats.VAULT);

    /** A bean of the application that does not know what it is given. */
    static class Broken implements PayloadFormat {

        @Override
        public String encode(String json) {
            throw new IllegalStateException("the key is gone");
        }

        @Override
        public String decode(String text) {
            throw new IllegalStateException("the key is gone");
        }
    }

    @Nested
    class InAFormat {

        @Test
        void theRowContainsTheResultAndTheNameOfItsFormat() {
            String stored = codec.encodeResult("tea", String.class, "vault");

            assertThat(stored).isEqualTo("{\"caraway:format\":\"vault\",\"value\":\"InRlYSI=\"}");
            assertThat(codec.decodeResult(String.valueOf(stored), String.class)).isEqualTo("tea");
        }

        @Test
        void argumentsComeBack() {
            String stored = codec.formatted("vault", codec.encodeArguments(NAME, List.of("Ann")), "the arguments");

            assertThat(stored).doesNotContain("Ann");
            assertThat(codec.decodeArguments(stored, NAME)).containsExactly("Ann");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"tea\" \"coffee\"", "\"tea\"x", "1 2", "{} {}", "null,"})
        void whatHasSomethingBehindItIsRefused(String plain) {
            assertThatThrownBy(() -> codec.decodeResult(TestFormats.sealed(plain), Object.class))
                    .hasMessage("The value should be one JSON value, but something stood behind it");
        }

        @Test
        void argumentsByNameComeBack() {
            assertThat(codec.decodeArguments(TestFormats.sealed("{\"name\":\"Ann\"}"), NAME))
                    .containsExactly("Ann");
        }

        @Test
        void aRowWithReorderedKeysIsRead() {
            String jsonb = "{\"value\": \"InRlYSI=\", \"caraway:format\": \"vault\"}";

            assertThat(codec.decodeResult(jsonb, String.class)).isEqualTo("tea");
        }

        @Test
        void anyTextMayComeOutOfIt() {
            PayloadFormat odd = new PayloadFormat() {
                @Override
                public String encode(String json) {
                    return "\u0000\"\\\ud800 " + json;
                }

                @Override
                public String decode(String text) {
                    return text.substring(5);
                }
            };
            PayloadCodec oddly = PayloadCodec.create().with(new PayloadFormats(Map.of("odd", odd)));

            String stored = String.valueOf(oddly.encodeResult(List.of(1), List.class, "odd"));

            assertThat(stored).startsWith("{\"caraway:format\":\"odd\",\"value\":\"\\u0000\\\"\\\\\\ud800 [1]\"");
            assertThat(oddly.decodeResult(stored, Integer[].class)).isEqualTo(new Integer[] {1});
        }
    }

    /** JSON-B quotes what it cannot read or write. */
    @Nested
    class ThatHidesWhatDoesNotFit {

        private static final String SECRET = "Ann of Kent";
        private static final String WRONG = "{\"name\":\"Ann\",\"born\":\"" + SECRET + "\"}";
        private static final List<TaskParameter> PATIENT = List.of(new TaskParameter("patient", Patient.class));

        @Test
        void plainJsonIsQuoted() {
            assertThatThrownBy(() -> codec.decodeArguments("[" + WRONG + "]", PATIENT))
                    .satisfies(failure -> assertThat(told(failure)).contains(SECRET));
            assertThatThrownBy(() -> codec.encodeArguments(PATIENT, List.of(new Patient("", null))))
                    .satisfies(failure -> assertThat(told(failure)).contains(SECRET));
        }

        @Test
        void argumentsInTheRowAreNot() {
            assertThatThrownBy(() -> codec.decodeArguments(TestFormats.sealed("[" + WRONG + "]"), PATIENT))
                    .isInstanceOf(CarawayException.class)
                    .hasMessage(
                            "For parameter 1 (patient) a " + Patient.class.getTypeName() + " is expected, but a JSON"
                                    + " object stood there; the reason is not told, because a format may be there to hide the"
                                    + " value")
                    .satisfies(failure -> assertThat(told(failure)).doesNotContain(SECRET));
        }

        @Test
        void plainArgumentsOfATaskWithAFormatAreNot() {
            assertThatThrownBy(() -> codec.decodeArguments("[" + WRONG + "]", PATIENT, "vault"))
                    .satisfies(failure -> assertThat(told(failure)).doesNotContain(SECRET));
        }

        @Test
        void argumentsThatAreNoJsonAreNot() {
            assertThatThrownBy(() -> codec.decodeArguments(TestFormats.sealed("Ann"), NAME))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageStartingWith("The arguments are no JSON; the reason is not told")
                    .hasNoCause();
        }

        @Test
        void resultsAreNot() {
            assertThatThrownBy(() -> codec.decodeResult(TestFormats.sealed(WRONG), Patient.class))
                    .isInstanceOf(CarawayException.class)
                    .satisfies(failure -> assertThat(told(failure)).doesNotContain(SECRET));
        }

        @Test
        void whatCannotBeWrittenIsNot() {
            Patient refusing = new Patient("", null);

            for (ThrowingCallable write : List.<ThrowingCallable>of(
                    () -> codec.encodeArguments(PATIENT, List.of(refusing), "vault"),
                    () -> codec.encodeResult(refusing, Patient.class, "vault"),
                    () -> codec.encodePartialResult(refusing, "vault"))) {
                assertThatThrownBy(write)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("cannot be written as JSON; the reason is not told")
                        .satisfies(failure -> assertThat(told(failure)).doesNotContain(SECRET));
            }
        }

        @Test
        void whatStandsAsPlainBecauseItLooksLikeAMarkIsQuoted() {
            assertThatThrownBy(() ->
                            codec.decodeResult("{\"caraway:format\":\"json\",\"value\":" + WRONG + "}", Patient.class))
                    .satisfies(failure -> assertThat(told(failure)).contains(SECRET));
        }

        /** Cannot be written without a date of birth, and says so with what nobody may see. */
        public static final class Patient {

            private String name = "";
            private @Nullable LocalDate born;

            /** For JSON-B. */
            public Patient() {}

            Patient(String name, @Nullable LocalDate born) {
                this.name = name;
                this.born = born;
            }

            public String getName() {
                return name;
            }

            public void setName(String name) {
                this.name = name;
            }

            public LocalDate getBorn() {
                if (born == null) {
                    throw new IllegalStateException(SECRET);
                }
                return born;
            }

            public void setBorn(LocalDate born) {
                this.born = born;
            }
        }
    }

    /** With its causes, as it goes into the row and into the log. */
    private static String told(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Nested
    class InNone {

        @Test
        void whatStandsThereIsPlainJsonToo() {
            assertThat(codec.encodeResult("tea", String.class, "")).isEqualTo("\"tea\"");
            assertThat(codec.decodeResult("\"tea\"", String.class)).isEqualTo("tea");
            assertThat(codec.decodeArguments("[\"Ann\"]", NAME)).containsExactly("Ann");
        }

        @Test
        void aResultThatLooksLikeAnEnvelopeIsReadUnchanged() {
            Map<String, String> result = Map.of("caraway:format", "vault");

            String stored = String.valueOf(codec.encodeResult(result, Map.class, ""));

            assertThat(stored).isEqualTo("{\"caraway:format\":\"json\",\"value\":{\"caraway:format\":\"vault\"}}");
            assertThat(codec.decodeResult(stored, Map.class)).isEqualTo(result);
        }

        @Test
        void aResultThatContainsAnEnvelopeIsStoredUnchanged() {
            Map<String, String> result = Map.of("text", "\"caraway:format\"");

            String stored = String.valueOf(codec.encodeResult(result, Map.class, ""));

            assertThat(stored).startsWith("{\"text\"");
            assertThat(codec.decodeResult(stored, Map.class)).isEqualTo(result);
        }
    }

    @Nested
    class ThatFails {

        @Test
        void isNamedWithThoseThatAreKnownIfItIsNot() {
            assertThatThrownBy(() -> PayloadCodec.create().decodeArguments(TestFormats.sealed("[1]"), NAME))
                    .isInstanceOf(CarawayException.class)
                    .hasMessage("The format 'vault' of the arguments is not known to this application, which has [];"
                            + " add its PayloadFormat, a bean with @Named(\"vault\")");
        }

        @Test
        void isNamedWithTheClassesOfTheCauses() {
            PayloadFormat deep = new Broken() {
                @Override
                public String decode(String text) {
                    throw new IllegalStateException(text, new IOException("[\"Ann\"]"));
                }
            };
            PayloadCodec broken = PayloadCodec.create().with(new PayloadFormats(Map.of("vault", deep)));

            assertThatThrownBy(() -> broken.decodeArguments(TestFormats.sealed("[\"Ann\"]"), NAME))
                    .hasMessageContaining(
                            ": java.lang.IllegalStateException, caused by java.io.IOException; its message is not told")
                    .satisfies(failure -> assertThat(told(failure)).doesNotContain("Ann"));
        }

        @Test
        void isNamedWithItsClassAndWhatWasThrown() {
            PayloadCodec broken = PayloadCodec.create().with(new PayloadFormats(Map.of("vault", new Broken())));

            assertThatThrownBy(() -> broken.encodeResult(1, int.class, "vault"))
                    .isInstanceOf(CarawayException.class)
                    .hasMessage("The format 'vault' (" + Broken.class.getName() + ") could not encode the result:"
                            + " java.lang.IllegalStateException; its message is not told, because it may quote what the"
                            + " format is there to hide")
                    .hasNoCause()
                    .hasStackTraceContaining("Broken.encode");
            assertThatThrownBy(() -> broken.decodeResult(TestFormats.sealed("1"), int.class))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageStartingWith(
                            "The format 'vault' (" + Broken.class.getName() + ") could not decode the" + " result: ");
        }

        @Test
        void isToldOfAMarkThatIsNone() {
            assertThatThrownBy(() -> codec.decodeResult("{\"caraway:format\":1}", int.class))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining("has a reserved key [caraway:format]");
            assertThatThrownBy(() -> codec.decodeResult("{\"caraway:format\":\"vault\",\"value\":1}", int.class))
                    .isInstanceOf(CarawayException.class)
                    .hasMessage("the result cannot be read: what stands there in the format 'vault' is no JSON string");
        }
    }
}
