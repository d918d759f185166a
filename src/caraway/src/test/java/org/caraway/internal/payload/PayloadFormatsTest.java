package org.caraway.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.spi.PayloadFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PayloadFormatsTest {

    private static final List<TaskParameter> NAME = List.of(new TaskParameter("name", String.class));

    private final PayloadCodec codec = PayloadCodec.create().with(TestFormats.VAULT);

    /** A bean of the application that does not know what it is given. */
    static final class Broken implements PayloadFormat {

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
        void aResultStandsInTheRowWithTheNameOfItsFormat() {
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

        @Test
        void argumentsByNameComeBack() {
            assertThat(codec.decodeArguments(TestFormats.sealed("{\"name\":\"Ann\"}"), NAME))
                    .containsExactly("Ann");
        }

        @Test
        void aRowWhoseKeysWereOrderedAnewIsRead() {
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

    @Nested
    class InNone {

        @Test
        void whatStandsThereIsPlainJsonToo() {
            assertThat(codec.encodeResult("tea", String.class, "")).isEqualTo("\"tea\"");
            assertThat(codec.decodeResult("\"tea\"", String.class)).isEqualTo("tea");
            assertThat(codec.decodeArguments("[\"Ann\"]", NAME)).containsExactly("Ann");
        }

        @Test
        void aResultThatLooksLikeAMarkComesBackAsItWas() {
            Map<String, String> result = Map.of("caraway:format", "vault");

            String stored = String.valueOf(codec.encodeResult(result, Map.class, ""));

            assertThat(stored).isEqualTo("{\"caraway:format\":\"json\",\"value\":{\"caraway:format\":\"vault\"}}");
            assertThat(codec.decodeResult(stored, Map.class)).isEqualTo(result);
        }

        @Test
        void aResultThatMentionsAMarkWithinStandsAsItIs() {
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
        void isNamedWithItsClassAndTheCause() {
            PayloadCodec broken = PayloadCodec.create().with(new PayloadFormats(Map.of("vault", new Broken())));

            assertThatThrownBy(() -> broken.encodeResult(1, int.class, "vault"))
                    .isInstanceOf(CarawayException.class)
                    .hasMessage("The format 'vault' (" + Broken.class.getName() + ") could not encode the result:"
                            + " java.lang.IllegalStateException: the key is gone")
                    .hasCauseInstanceOf(IllegalStateException.class);
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
