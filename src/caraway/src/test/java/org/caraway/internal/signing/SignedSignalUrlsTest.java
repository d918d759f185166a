package org.caraway.internal.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.caraway.SignalUrlException;
import org.caraway.SignalUrlException.Reason;
import org.caraway.SignalUrls;
import org.caraway.SignedSignal;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedSignalUrlsTest {

    private static final UUID TASK = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");
    private static final UUID OTHER = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b295");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final URI BASE = URI.create("https://app.example/api/signals");
    private static final HmacKey KEY = HmacKey.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final HmacKey NEW_KEY = HmacKey.of("C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

    private final SignalUrls urls = at(NOW, KEY);
    private final URI url = urls.create(TASK, "order.approved", Duration.ofDays(14));

    private static SignalUrls at(Instant now, HmacKey... keys) {
        return new SignedSignalUrls(BASE, List.of(keys), InstantSource.fixed(now));
    }

    private static void refuses(SignalUrls urls, String url, Reason reason) {
        assertThatThrownBy(() -> urls.verify(URI.create(url)))
                .isInstanceOfSatisfying(SignalUrlException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }

    private void refuses(String changed) {
        assertThat(changed).isNotEqualTo(url.toString());
        refuses(urls, changed, Reason.FORGED);
    }

    @Nested
    class AUrl {

        @Test
        void namesTaskSignalAndExpiry() {
            assertThat(url.toString())
                    .matches("https://app.example/api/signals/" + TASK
                            + "/order\\.approved\\?expires=1768435200&signature=[A-Za-z0-9_-]{43}");
            assertThat(urls.verify(url))
                    .isEqualTo(new SignedSignal(TASK, "order.approved", NOW.plus(Duration.ofDays(14))));
        }

        @Test
        void isValidBehindAProxyAndWithMoreParameters() {
            assertThat(urls.verify(URI.create("/" + url.getPath().substring("/api/signals/".length()) + "?utm=mail&"
                                    + url.getRawQuery() + "&x=1"))
                            .task())
                    .isEqualTo(TASK);
        }

        @Test
        void isTheSameIfItsPathIsPercentEncoded() {
            assertThat(urls.verify(URI.create(url.toString().replace("order.", "order%2E")))
                            .signal())
                    .isEqualTo("order.approved");
        }

        @Test
        void isValidUntilItsLastInstant() {
            assertThat(at(NOW.plus(Duration.ofDays(14)).minusMillis(1), KEY).verify(url))
                    .isNotNull();
            refuses(at(NOW.plus(Duration.ofDays(14)), KEY), url.toString(), Reason.EXPIRED);
        }
    }

    @Nested
    class AChangedUrl {

        @Test
        void ofAnotherTaskIsForged() {
            refuses(url.toString().replace(TASK.toString(), OTHER.toString()));
        }

        @Test
        void ofAnotherSignalIsForged() {
            refuses(url.toString().replace("approved", "refused"));
        }

        @Test
        void withALaterExpiryIsForged() {
            refuses(url.toString().replace("expires=1768435200", "expires=1868435200"));
            refuses(at(NOW.plus(Duration.ofDays(15)), KEY), url.toString().replace("=17684", "=18684"), Reason.FORGED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "?",
                    "?expires=1768435200",
                    "?signature=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "?expires=1768435200&signature=",
                    "?expires=-1&signature=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "?expires=9999999999999&signature=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "?expires=1768435200&signature=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                })
        void withAnotherQueryIsForged(String query) {
            refuses("https://app.example/api/signals/" + TASK + "/order.approved" + query);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/", "/x/approved", "/------------------------------------/approved", "/%s/a/b"})
        void withAnotherPathIsForged(String path) {
            refuses("https://app.example" + path.formatted(TASK) + "?" + url.getRawQuery());
        }

        @Test
        void isNotMadeOfTheSignatureOfAWebhook() {
            assertThat(KEY.sign(TASK + ".1768435200.approved"))
                    .isNotEqualTo(KEY.sign("caraway signal 1\n" + TASK + "\napproved\n1768435200"));
        }
    }

    @Nested
    class Keys {

        @Test
        void areRotatedByPuttingTheNewOneFirst() {
            SignalUrls both = at(NOW, NEW_KEY, KEY);

            assertThat(both.verify(url).task()).isEqualTo(TASK);
            assertThat(both.create(TASK, "order.approved", Duration.ofDays(14)))
                    .isEqualTo(at(NOW, NEW_KEY).create(TASK, "order.approved", Duration.ofDays(14)))
                    .isNotEqualTo(url);
            refuses(at(NOW, NEW_KEY), url.toString(), Reason.FORGED);
        }

        @Test
        void areNeverShown() {
            assertThat(KEY).hasToString("***");
        }

        @Test
        void areNeeded() {
            assertThatThrownBy(() -> at(NOW).create(TASK, "approved", Duration.ofDays(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("set CARAWAY_SIGNAL_URL_SECRETS");
            assertThatThrownBy(() -> at(NOW).verify(url))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("set CARAWAY_SIGNAL_URL_SECRETS");
        }
    }

    @Test
    void withoutABaseThereIsNoUrl() {
        assertThatThrownBy(() -> new SignedSignalUrls(null, List.of(KEY), InstantSource.fixed(NOW))
                        .create(TASK, "approved", Duration.ofDays(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set caraway.signal-url.base");
    }

    @Test
    void namesAndSpansAreChecked() {
        assertThatThrownBy(() -> urls.create(TASK, "a/b", Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> urls.create(TASK, "approved", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be valid for more than zero");
    }
}
