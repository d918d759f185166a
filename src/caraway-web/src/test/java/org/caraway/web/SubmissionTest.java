package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.UniqueKey;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.WebRequest;
import org.junit.jupiter.api.Test;

/** What a submission enqueues, and for whom. */
class SubmissionTest {

    private static final TaskHandle<?> HANDLE = new Stub()
            .answer("id", any -> UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294"))
            .answer("state", any -> TaskState.PENDING)
            .of(TaskHandle.class);

    private final List<TaskCall<?>> enqueued = new ArrayList<>();
    private final Stub tasks = new Stub()
            .answer("isKnownQueue", arguments -> "mail".equals(arguments[0]))
            .answer("remoteCall", arguments -> Optional.of(TaskCall.of(String.valueOf(arguments[0]), List.of())))
            .answer("enqueue", arguments -> {
                enqueued.add((TaskCall<?>) requireNonNull(arguments[0], "call"));
                return HANDLE;
            });
    private final Endpoint endpoint = TestEndpoint.over(tasks, new Stub());

    @Test
    void aUniqueKeyBelongsToItsCaller() {
        submit("ann", "{\"options\":{\"uniqueKey\":\"k\"}}");
        submit("bob", "{\"options\":{\"uniqueKey\":{\"key\":\"k\",\"scope\":\"PENDING\",\"onConflict\":\"REPLACE\"}}}");
        submit("ann:b", "{\"options\":{\"uniqueKey\":\"k\"}}");
        submit("ann", "{\"options\":{\"uniqueKey\":\"b:k\"}}");

        assertThat(keys()).containsExactly("rest:ann:k", "rest:bob:k", "rest:ann%3Ab:k", "rest:ann:b:k");
        assertThat(enqueued.get(1).options().unique())
                .isEqualTo(new UniqueKey("rest:bob:k", UniqueKey.Scope.PENDING, null, UniqueKey.Conflict.REPLACE));
    }

    @Test
    void noUniqueKeyIsAnIdempotencyKeyOfSomebody() {
        submit("ann", "{}", "Idempotency-Key", "once");
        String stored = keys().get(0);

        submit("bob", "{\"options\":{\"uniqueKey\":\"" + stored + "\"}}");
        submit("ann", "{\"options\":{\"uniqueKey\":\"" + stored + "\"}}");

        assertThat(stored).startsWith("idempotency:");
        assertThat(keys()).doesNotHaveDuplicates();
        assertThat(keys().subList(1, 3)).allSatisfy(key -> assertThat(key).startsWith("rest:"));
    }

    @Test
    void anIdempotencyKeyIsOneOfItsCallerAndItsName() {
        for (String caller : List.of("ann", "ann", "bob")) {
            submit(caller, "{}", "Idempotency-Key", "once");
        }
        endpoint.answer(request("ann", "tasks/Other.go", "{}", "Idempotency-Key", "once"));

        assertThat(keys().get(0)).isEqualTo(keys().get(1));
        assertThat(keys().subList(1, 4)).doesNotHaveDuplicates();
    }

    @Test
    void aLongKeyOfACallerWithALongNameIsStoredAsAHash() {
        submit("a".repeat(150), "{\"options\":{\"uniqueKey\":\"" + "k".repeat(200) + "\"}}");
        submit("a".repeat(150), "{\"options\":{\"uniqueKey\":\"" + "k".repeat(199) + "\"}}");

        assertThat(keys()).doesNotHaveDuplicates().allSatisfy(key -> assertThat(key)
                .matches("rest#[0-9a-f]{64}"));
    }

    @Test
    void aHundredLabelsAreTakenAndTwentyThousandRefused() {
        Answer taken = submit("ann", "{\"options\":{\"labels\":" + many(100) + "}}");
        Answer refused = submit("ann", "{\"options\":{\"labels\":" + many(20_000) + ",\"headers\":" + many(101) + "}}");

        assertThat(taken.status()).isEqualTo(202);
        assertThat(enqueued.get(0).options().labels()).hasSize(100);
        assertThat(pointers(refused)).containsExactly("/options/labels", "/options/headers");
    }

    @Test
    void aQueueThatNothingKnowsIsRefused() {
        Answer refused = submit("ann", "{\"options\":{\"queue\":\"junk\"}}");
        Answer taken = submit("ann", "{\"options\":{\"queue\":\"mail\"}}");

        assertThat(pointers(refused)).containsExactly("/options/queue");
        assertThat(taken.status()).isEqualTo(202);
        assertThat(enqueued).hasSize(1);
    }

    @Test
    void anExpiryInThePastIsRefused() {
        assertThat(pointers(submit("ann", "{\"options\":{\"expiresAt\":\"2020-01-01T00:00:00Z\"}}")))
                .containsExactly("/options/expiresAt");
    }

    @Test
    void twoIdempotencyKeysAreNone() {
        Answer refused = submit("ann", "{}", "Idempotency-Key", "one\ntwo");

        assertThat(pointers(refused)).containsExactly("Idempotency-Key");
    }

    @Test
    void ofThousandsOfErrorsTheFirstAreNamed() {
        Answer refused = submit(
                "ann",
                IntStream.range(0, 4_000).mapToObj(i -> "\"x" + i + "\":1").collect(Collectors.joining(",", "{", "}")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(pointers(refused)).hasSize(50);
        assertThat(body(refused).getString("detail")).isEqualTo("4000 fields are invalid; the first 50 are named");
    }

    @Test
    void anErrorDoesNotRepeatALongName() {
        Answer refused = submit("ann", "{\"" + "x".repeat(100_000) + "\":1}");

        assertThat(pointers(refused)).singleElement().asString().hasSizeLessThan(600);
    }

    private Answer submit(String caller, String body, String... headers) {
        return endpoint.answer(request(caller, "tasks/Mail.send", body, headers));
    }

    private static WebRequest request(String caller, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return Requests.by(
                Requests.as(caller, "submitter"), Requests.with(body, "POST", path, all.toArray(String[]::new)));
    }

    private List<String> keys() {
        return enqueued.stream()
                .map(call -> requireNonNull(call.options().unique(), "unique").key())
                .toList();
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"l" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static JsonObject body(Answer answer) {
        return requireNonNull(answer.body(), "body").asJsonObject();
    }

    private static List<String> pointers(Answer answer) {
        return body(answer).getJsonArray("errors").getValuesAs(JsonObject.class).stream()
                .map(error -> error.getString("pointer"))
                .toList();
    }
}
