package org.caraway.web.internal.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private static final HexFormat HEX = HexFormat.of();

    @Nested
    class Sending {

        /** The unmasked examples of RFC 6455, section 5.7. */
        @Test
        void framesLookAsTheStandardShowsThem() {
            assertThat(Frames.text("Hello")).isEqualTo(HEX.parseHex("810548656c6c6f"));
            assertThat(Frames.pong("Hello".getBytes(UTF_8))).isEqualTo(HEX.parseHex("8a0548656c6c6f"));
            assertThat(Frames.ping()).isEqualTo(HEX.parseHex("8900"));
            assertThat(Frames.close(new CloseReason(1000, ""))).isEqualTo(HEX.parseHex("880203e8"));
        }

        @ParameterizedTest
        @CsvSource({"125, 817d", "126, 817e007e", "65535, 817effff", "65536, 817f0000000000010000"})
        void theLengthTakesAsManyBytesAsItNeeds(int length, String head) {
            byte[] frame = Frames.text("x".repeat(length));

            assertThat(frame).startsWith(HEX.parseHex(head)).hasSize(length + head.length() / 2);
        }

        @Test
        void aMessageIsOneJsonObject() {
            Message message = new Message("status", "1.2", "{\"a\":1}", null);

            assertThat(new String(message.asFrame(), 2, message.asFrame().length - 2, UTF_8))
                    .isEqualTo("{\"id\":\"1.2\",\"event\":\"status\",\"data\":{\"a\":1}}");
        }
    }

    @Nested
    class Reading implements FrameReader.Answers {

        private final List<String> answered = new ArrayList<>();
        private final FrameReader reader = new FrameReader(this);

        @Override
        public void send(byte[] frame) {
            answered.add(HEX.formatHex(frame));
        }

        @Override
        public void end(CloseReason ending) {
            answered.add("end " + ending.code());
        }

        private void read(String hex) {
            byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
            reader.read(bytes, bytes.length);
        }

        @Test
        void aPingIsAnsweredWithWhatItCarried() {
            read("898537fa213d7f9f4d5158"); // "Hello", as in the RFC

            assertThat(answered).containsExactly("8a0548656c6c6f");
        }

        @Test
        void bytesMayComeOneByOneAndFramesTogether() {
            for (String one : "89 85 37 fa 21 3d 7f 9f 4d 51 58 89 80 00 00 00 00".split(" ", -1)) {
                read(one);
            }
            read("8980000000008980000000 00");

            assertThat(answered).containsExactly("8a0548656c6c6f", "8a00", "8a00", "8a00");
        }

        @Test
        void messagesAreIgnoredWholeOrInParts() {
            read("818537fa213d7f9f4d5158");
            read("018100000000 41 898000000000 808100000000 42 828100000000 43 8a8000000000");
            read("81fe007e 00000000" + "41".repeat(126));

            assertThat(answered).containsExactly("8a00");
        }

        @Test
        void aCloseIsAnsweredAndNothingIsReadAfterIt() {
            read("888200000000 03e8 898000000000");

            assertThat(answered).containsExactly("end 1000");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "8100", // not masked
                    "810100000000",
                    "c18000000000", // an extension that nobody agreed to
                    "838000000000", // an unknown kind of message
                    "8b8000000000", // an unknown kind of control
                    "098000000000", // a control in parts
                    "89fe007e00000000", // a long one
                    "81ff800000000000000000000000", // a length below zero
                })
        void whatIsNoFrameOfAClientEndsIt(String hex) {
            read(hex + "0000000000000000");

            assertThat(answered).containsExactly("end 1002");
        }

        @ParameterizedTest
        @ValueSource(strings = {"81fe100100000000", "81ff000000010000000000000000", "81ff7fffffffffffffff00000000"})
        void tooMuchEndsIt(String hex) {
            read(hex);

            assertThat(answered).containsExactly("end 1009");
        }
    }
}
