package org.caraway.internal.client;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.caraway.InvalidArgumentsException;
import org.caraway.TaskCall;
import org.caraway.TaskSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls from outside of the application. */
class RemoteCallTest {

    private final ClientFixture client = new ClientFixture(Duration.ofSeconds(30));
    private final DefaultTaskQueue queue = client.queue;

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void argumentsComeByPositionOrByName() {
        TaskCall<?> byPosition =
                queue.remoteCall("Shop.invite", "[\"a@b\", 42, \"hello\"]").orElseThrow();
        TaskCall<?> byName = queue.remoteCall("Shop.invite", "{\"code\": 42, \"address\": \"a@b\"}")
                .orElseThrow();

        assertThat(byPosition.arguments()).containsExactly("a@b", 42, Optional.of("hello"));
        assertThat(byName.arguments()).containsExactly("a@b", 42, Optional.empty());
        assertThat(queue.enqueue(byName).view().arguments()).isEqualTo("[\"a@b\",42,null]");
    }

    @Test
    void aTaskThatIsNotOpenIsAsAbsentAsAnUnknownOne() {
        assertThat(queue.remoteCall("Shop.clean", "[]")).isEmpty();
        assertThat(queue.remoteCall("Shop.nothing", "[")).isEmpty();
    }

    @Test
    void allThatDoesNotFitIsToldAtOnceAndNothingSensitive() {
        InvalidArgumentsException refused = catchThrowableOfType(
                InvalidArgumentsException.class,
                () -> queue.remoteCall("Shop.invite", "{\"address\": 1, \"code\": \"s3cret\", \"extra\": true}"));

        assertThat(refused.problems()).containsOnlyKeys("address", "code", "extra");
        assertThat(refused.problems().get("address")).contains("java.lang.String is expected", "a JSON number");
        assertThat(refused.problems().get("code")).contains("int is expected").doesNotContain("s3cret");
        assertThat(refused.problems().get("extra")).contains("no such parameter", "address");
        assertThat(refused).hasMessageNotContaining("s3cret");
    }

    @Test
    void ofThousandsOfUnknownMembersTheFirstAreTold() {
        String many =
                IntStream.range(0, 5_000).mapToObj(i -> "\"x" + i + "\":1").collect(joining(",", "{", "}"));

        InvalidArgumentsException refused =
                catchThrowableOfType(InvalidArgumentsException.class, () -> queue.remoteCall("Shop.invite", many));

        assertThat(refused.problems()).hasSizeLessThan(30).containsKeys("address", "code", "x0");
        assertThat(refused.problems().get("")).isEqualTo("5000 arguments have no parameter; the first are named");
    }

    @Test
    void positionsAreNamedByTheirIndex() {
        assertThat(catchThrowableOfType(
                                InvalidArgumentsException.class, () -> queue.remoteCall("Shop.invite", "[1, 1.5, {}]"))
                        .problems())
                .containsOnlyKeys("0", "1", "2");
        assertThat(catchThrowableOfType(InvalidArgumentsException.class, () -> queue.remoteCall("Shop.invite", "{}"))
                        .problems())
                .containsOnlyKeys("address", "code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "42", "null", "\"text\"", "[\"a@b\"]", "[] []"})
    void whatIsNoListOfArgumentsIsRefusedWhole(String json) {
        assertThatThrownBy(() -> queue.remoteCall("Shop.invite", json))
                .isInstanceOfSatisfying(InvalidArgumentsException.class, refused -> assertThat(refused.problems())
                        .containsOnlyKeys(""));
    }

    @Test
    void whatATaskTakesIsToldAsSchema() {
        TaskSchema invite = schema("Shop.invite");

        assertThat(invite.remote()).isTrue();
        assertThat(invite.arguments())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"address\":{\"type\":[\"string\",\"null\"]},"
                        + "\"code\":{\"type\":\"integer\",\"format\":\"int32\",\"writeOnly\":true},"
                        + "\"note\":{\"type\":[\"string\",\"null\"]}},"
                        + "\"required\":[\"address\",\"code\"],\"additionalProperties\":false}");
        assertThat(schema("Shop.clean").remote()).isFalse();
        assertThat(schema("Shop.clean").result()).isNull();
    }

    private TaskSchema schema(String name) {
        return queue.schemas().stream()
                .filter(schema -> schema.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
