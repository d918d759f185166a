package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.SignalOutcome;
import org.caraway.SignalUrlException;
import org.caraway.SignalUrlException.Reason;
import org.caraway.SignalUrls;
import org.caraway.SignedSignal;
import org.caraway.TaskQueue;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.operate.SignalLinks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Signals that are sent by signed URLs, without a login. */
class SignalLinksTest {

    private static final UUID ID = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");
    private static final String ADDRESS = ID + "/approved?expires=2000000000&signature=s";
    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

    private final List<@Nullable Object> sent = new ArrayList<>();

    @Nested
    class Get {

        @Test
        void sendsNothingAndAsks() {
            Answer answer = answer(SignalOutcome.ACCEPTED, null, Requests.of("GET", ADDRESS));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).contains("Send 'approved'?", "<form method=\"post\">");
            assertThat(sent).isEmpty();
        }

        @Test
        void keepsTheUrlToItself() {
            assertThat(answer(SignalOutcome.ACCEPTED, null, Requests.of("GET", ADDRESS))
                            .headers())
                    .containsEntry("Referrer-Policy", "no-referrer")
                    .containsEntry("X-Robots-Tag", "noindex")
                    .hasEntrySatisfying("Content-Security-Policy", policy -> assertThat(policy)
                            .contains("default-src 'none'"));
        }

        @Test
        void ofAForgedUrlAsksNothing() {
            Answer answer = answer(SignalOutcome.ACCEPTED, Reason.FORGED, Requests.of("GET", ADDRESS));

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.content()).doesNotContain("<form");
        }
    }

    @Nested
    class Post {

        @Test
        void sendsTheBody() {
            Answer answer = answer(SignalOutcome.ACCEPTED, null, json("{\"by\":\"Ann\"}"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(sent).containsExactly(ID, "approved", "{\"by\":\"Ann\"}");
        }

        @Test
        void ofThePageSendsTrue() {
            Answer answer = answer(
                    SignalOutcome.ACCEPTED,
                    null,
                    Requests.with(
                            "",
                            "POST",
                            ADDRESS,
                            "Content-Type",
                            "application/x-www-form-urlencoded",
                            "Accept",
                            BROWSER));

            assertThat(sent).containsExactly(ID, "approved", "true");
            assertThat(answer.content()).contains("Sent. You can close this page.");
        }

        @Test
        void ofAUsedUrlIsAConflict() {
            assertThat(code(answer(SignalOutcome.ALREADY_SENT, null, json("1")), 409))
                    .isEqualTo("urn:caraway:already-signalled");
            assertThat(code(answer(SignalOutcome.TOO_LATE, null, json("1")), 409))
                    .isEqualTo("urn:caraway:signal-too-late");
        }

        @Test
        void ofAForgedOrExpiredUrlSendsNothing() {
            assertThat(code(answer(SignalOutcome.ACCEPTED, Reason.FORGED, json("1")), 403))
                    .isEqualTo("urn:caraway:signal-url-forged");
            assertThat(code(answer(SignalOutcome.ACCEPTED, Reason.EXPIRED, json("1")), 410))
                    .isEqualTo("urn:caraway:signal-url-expired");
            assertThat(sent).isEmpty();
        }

        @Test
        void ofABrowserIsAnsweredWithAPage() {
            Answer answer = answer(
                    SignalOutcome.ACCEPTED, Reason.EXPIRED, Requests.with("", "POST", ADDRESS, "Accept", BROWSER));

            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.type()).startsWith("text/html");
            assertThat(answer.content()).contains("This link has expired.");
        }

        private WebRequest json(String body) {
            return Requests.with(body, "POST", ADDRESS, "Content-Type", "application/json");
        }
    }

    private static String code(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        return requireNonNull(answer.body(), "body").asJsonObject().getString("type");
    }

    private Answer answer(SignalOutcome outcome, @Nullable Reason refused, WebRequest request) {
        Stub tasks = new Stub().answer("signalJson", arguments -> {
            sent.addAll(List.of(arguments));
            return outcome;
        });
        Stub urls = new Stub().answer("verify", arguments -> {
            assertThat(arguments).containsExactly(URI.create("/" + ADDRESS));
            if (refused != null) {
                throw new SignalUrlException(refused, "refused");
            }
            return new SignedSignal(ID, "approved", Instant.EPOCH);
        });
        return new SignalLinks(tasks.of(TaskQueue.class), urls.of(SignalUrls.class), new FailureLog()).answer(request);
    }
}
