package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.SignalOutcome;
import org.caraway.TaskFinishedException;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Signals that are sent over REST. */
class SignalRequestsTest {

    private static final UUID ID = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");

    private final List<@Nullable Object> sent = new ArrayList<>();

    @Test
    void aSignallerSendsASignalAndDoesNothingElse() {
        Answer answer = send(SignalOutcome.ACCEPTED, "signaller", "{\"by\":\"Ann\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(requireNonNull(answer.body(), "body").asJsonObject().getString("outcome"))
                .isEqualTo("ACCEPTED");
        assertThat(sent).containsExactly(ID, "approved", "{\"by\":\"Ann\"}");
        assertThat(send(SignalOutcome.ACCEPTED, "submitter", "1").status()).isEqualTo(403);
        assertThat(TestEndpoint.over(new Stub(), new Stub())
                        .answer(Requests.by(Requests.as("ann", "signaller"), Requests.of("GET", "tasks")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anEmptyBodyIsTrue() {
        assertThat(send(SignalOutcome.ACCEPTED, "operator", "").status()).isEqualTo(200);

        assertThat(sent).containsExactly(ID, "approved", "true");
    }

    @Test
    void whatIsDroppedIsAConflict() {
        assertThat(code(send(SignalOutcome.ALREADY_SENT, "signaller", "1"), 409))
                .isEqualTo("urn:caraway:already-signalled");
        assertThat(code(send(SignalOutcome.TOO_LATE, "signaller", "1"), 409)).isEqualTo("urn:caraway:signal-too-late");
        assertThat(code(send(new TaskFinishedException("over"), "signaller", "1"), 409))
                .isEqualTo("urn:caraway:already-finished");
    }

    @Test
    void aTaskOrSignalThatIsNotThereIsNamed() {
        assertThat(code(send(new NoSuchTaskException("none"), "signaller", "1"), 404))
                .isEqualTo("urn:caraway:no-such-task");
        assertThat(code(send(new IllegalArgumentException("no signal"), "signaller", "1"), 422))
                .isEqualTo("urn:caraway:invalid-signal");
    }

    private static String code(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        return requireNonNull(answer.body(), "body").asJsonObject().getString("type");
    }

    private Answer send(Object outcome, String role, String body) {
        Stub tasks = new Stub().answer("signalJson", arguments -> {
            sent.addAll(List.of(arguments));
            if (outcome instanceof RuntimeException refused) {
                throw refused;
            }
            return outcome;
        });
        return TestEndpoint.over(tasks, new Stub())
                .answer(Requests.by(
                        Requests.as("ann", role),
                        Requests.with(
                                body,
                                "POST",
                                "tasks/" + ID + "/signals/approved",
                                "Content-Type",
                                "application/json")));
    }
}
