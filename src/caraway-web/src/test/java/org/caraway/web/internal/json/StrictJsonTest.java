package org.caraway.web.internal.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonValue;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "]",
                "{",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "[1] [2]",
                "nul",
                "NaN",
                "Infinity",
                "-",
                "01",
                "1.",
                "1e",
                "+1",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\n\"",
                "// x\n1",
                "[1e99999999999]",
                "1e12345",
                "{\"a\":1,\"a\":2}",
                "\uFEFF[]",
                "<xml/>",
                "a=b&c=d"
            })
    void whatIsNoJsonIs400(String text) {
        assertThat(status(text.getBytes(UTF_8))).isEqualTo(400);
    }

    @Test
    void whatIsNotUtf8Is400() {
        assertThat(status("[\"ä\"]".getBytes(UTF_16))).isEqualTo(400);
        assertThat(status(new byte[] {'"', (byte) 0xC3, '"'})).isEqualTo(400);
        assertThat(status(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}))
                .isEqualTo(400);
        assertThat(status(new byte[] {0})).isEqualTo(400);
    }

    @Test
    void depthAndNumbersAreBounded() {
        assertThat(StrictJson.parse(("[".repeat(64) + "]".repeat(64)).getBytes(UTF_8)))
                .isNotNull();
        assertThat(status(("[".repeat(65) + "]".repeat(65)).getBytes(UTF_8))).isEqualTo(400);
        assertThat(status("{\"a\":".repeat(100_000).getBytes(UTF_8))).isEqualTo(400);
        assertThat(status("9".repeat(401).getBytes(UTF_8))).isEqualTo(400);
        assertThat(StrictJson.parse("1e-9999".getBytes(UTF_8))).isNotNull();
    }

    @Test
    void aStringOfAMillionCharactersIsRead() {
        JsonValue value = StrictJson.parse(("\"" + "x".repeat(1_000_000) + "\"").getBytes(UTF_8));

        assertThat(value.getValueType()).isEqualTo(JsonValue.ValueType.STRING);
    }

    @Test
    void bracketsAndNumbersInTextAreText() {
        String text = "\"" + "[".repeat(100) + "\\\"" + "9".repeat(500) + "\"";

        JsonValue value = StrictJson.parse(text.getBytes(UTF_8));

        assertThat(value.getValueType()).isEqualTo(JsonValue.ValueType.STRING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|true",
                "Application/JSON; charset=UTF-8|true",
                "application/json; charset=\"utf-8\"|true",
                "application/json; charset=utf-16|false",
                "application/json; charset=|false",
                "text/plain|false",
                "application/x-www-form-urlencoded|false",
                "multipart/form-data|false",
                "application/json-patch+json|false",
            })
    void onlyJsonIsRead(String type, boolean read) {
        if (read) {
            assertThat(JsonBody.read(Requests.with("[]", "POST", "tasks/x", "Content-Type", type)))
                    .isPresent();
        } else {
            assertThat(refusedType("[]", "Content-Type", type)).isEqualTo(415);
        }
    }

    @Test
    void aBodyWithoutATypeOrWithAnEncodingIsNotRead() {
        assertThat(refusedType("[]")).isEqualTo(415);
        assertThat(refusedType("[]", "Content-Type", "application/json", "Content-Encoding", "gzip"))
                .isEqualTo(415);
        assertThat(JsonBody.read(Requests.of("POST", "tasks/x"))).isEmpty();
    }

    private static int refusedType(String body, String... headers) {
        return catchThrowableOfType(Refusal.class, () -> JsonBody.read(Requests.with(body, "POST", "tasks/x", headers)))
                .problem()
                .status();
    }

    private static int status(byte[] bytes) {
        return catchThrowableOfType(Refusal.class, () -> StrictJson.parse(bytes))
                .problem()
                .status();
    }
}
