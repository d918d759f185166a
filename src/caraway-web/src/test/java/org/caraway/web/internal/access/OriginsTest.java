package org.caraway.web.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Set;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.WebRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private static final String APP = "https://app.example:8443";
    private static final Origins NONE = new Origins(Set.of());

    private final Origins some = new Origins(Set.of(APP));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "POST, -, -, true",
                "POST, same-origin, -, true",
                "POST, none, -, true",
                "POST, cross-site, -, false",
                "POST, same-site, http://shop.example, false",
                "DELETE, cross-site, -, false",
                "POST, -, http://shop.example, true",
                "POST, -, HTTPS://SHOP.EXAMPLE, true",
                "POST, -, http://shop.example.evil, false",
                "POST, -, http://shop.example:81, false",
                "PUT, -, null, false",
                "GET, cross-site, http://evil, true",
            })
    void onlyPagesOfThisOriginMayChangeSomething(String method, String site, String origin, boolean allowed) {
        String[] headers = {
            "Host",
            "shop.example",
            site == null ? "X-1" : "Sec-Fetch-Site",
            String.valueOf(site),
            origin == null ? "X-2" : "Origin",
            String.valueOf(origin)
        };
        WebRequest request = Requests.of(method, "tasks", headers);

        if (allowed) {
            assertThatCode(() -> NONE.require(request)).doesNotThrowAnyException();
        } else {
            assertThat(catchThrowableOfType(Refusal.class, () -> NONE.require(request))
                            .problem()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void pagesOfAnAllowedOriginMayDoWhatThoseOfThisOneMay() {
        WebRequest request =
                Requests.of("POST", "tasks", "Host", "shop.example", "Sec-Fetch-Site", "cross-site", "Origin", APP);

        assertThatCode(() -> some.require(request)).doesNotThrowAnyException();
        assertThatThrownBy(() -> NONE.require(request)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example, false", "http://shop.example, true", APP + ", true"})
    void onlyPagesOfTheseOriginsMayOpenAWebSocket(String origin, boolean allowed) {
        WebRequest request =
                Requests.of("GET", "live", "Host", "shop.example", "Origin", origin, "Upgrade", "WebSocket");

        if (allowed) {
            assertThatCode(() -> some.require(request)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> some.require(request)).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void readingIsRefusedWhereTheOwnOriginIsRequired() {
        WebRequest request = Requests.of("GET", "live", "Host", "shop.example", "Origin", "https://evil.example");

        assertThatThrownBy(() -> some.requireOwn(request)).isInstanceOf(Refusal.class);
        assertThatCode(() -> some.requireOwn(Requests.of("GET", "live", "Origin", APP)))
                .doesNotThrowAnyException();
    }

    @Test
    void aPreflightOfAnAllowedOriginIsAnsweredAndNoOther() {
        String[] preflight = {"Origin", APP, "Access-Control-Request-Method", "POST"};

        assertThat(some.preflight(Requests.of("OPTIONS", "tasks", preflight)))
                .hasValueSatisfying(answer -> assertThat(answer.headers())
                        .containsEntry("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
                        .extractingByKey("Access-Control-Allow-Headers")
                        .asString()
                        .contains("Idempotency-Key", "Authorization"));
        assertThat(NONE.preflight(Requests.of("OPTIONS", "tasks", preflight))).isEmpty();
        assertThat(some.preflight(Requests.of("POST", "tasks", preflight))).isEmpty();
        assertThat(some.preflight(Requests.of("OPTIONS", "tasks", "Origin", APP)))
                .isEmpty();
        assertThat(some.preflight(Requests.of(
                        "OPTIONS", "tasks", "Origin", "https://evil.example", "Access-Control-Request-Method", "POST")))
                .isEmpty();
    }

    @Test
    void onlyPagesOfAnAllowedOriginMayReadAnswers() {
        Answer answer = Answer.nothing();

        assertThat(some.readable(answer, Requests.of("GET", "tasks", "Origin", APP))
                        .headers())
                .containsEntry("Access-Control-Allow-Origin", APP)
                .containsEntry("Access-Control-Allow-Credentials", "true")
                .containsEntry("Vary", "Origin");
        assertThat(some.readable(answer, Requests.of("GET", "tasks", "Origin", "https://evil.example"))
                        .headers())
                .isEqualTo(Map.of("Vary", "Origin"));
        assertThat(NONE.readable(answer, Requests.of("GET", "tasks", "Origin", APP))
                        .headers())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "app.example",
                "https://",
                "https://app.example/",
                "https://App.example",
                "null",
                "https://*"
            })
    void whatIsNoOriginIsRefused(String origin) {
        assertThatThrownBy(() -> new Origins(Set.of(origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + origin + "' is no origin to allow");
    }
}
