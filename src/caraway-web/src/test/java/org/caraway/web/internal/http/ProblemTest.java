package org.caraway.web.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.caraway.InvalidArgumentsException;
import org.caraway.NoSuchTaskException;
import org.caraway.QueueFullException;
import org.caraway.QueueUnavailableException;
import org.caraway.ResultStoreException;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskVetoedException;
import org.caraway.admin.TaskAdminDisabledException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchTaskException("No task"), 404, "no-such-task"),
                Arguments.of(new TaskNotUniqueException("taken", new UUID(1, 2)), 409, "not-unique"),
                Arguments.of(new TaskVetoedException("no"), 403, "vetoed"),
                Arguments.of(new TaskAdminDisabledException("off"), 403, "disabled"),
                Arguments.of(new QueueFullException("full", "mail", 3), 503, "queue-full"),
                Arguments.of(new QueueUnavailableException("jdbc:secret"), 503, "unavailable"),
                Arguments.of(new ResultStoreException("secret", null), 503, "result-unavailable"),
                Arguments.of(new InvalidArgumentsException("x", Map.of("0", "bad")), 400, "bad-request"),
                Arguments.of(new IllegalArgumentException("bad"), 400, "bad-request"),
                Arguments.of(new CarawayException("secret"), 500, "internal-error"),
                Arguments.of(new IllegalStateException("secret"), 500, "internal-error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachFailureHasItsStatusAndKeepsItsSecrets(RuntimeException failure, int status, String code) {
        Answer answer = Problem.of(failure).answer();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(String.valueOf(answer.body()))
                .contains("\"type\":\"urn:caraway:" + code + "\"", "\"status\":" + status)
                .doesNotContain("secret");
        assertThat(answer.headers().containsKey("Retry-After")).isEqualTo(status == 503);
    }

    @Test
    void fieldsAreTold() {
        Problem problem = Problem.of(new InvalidArgumentsException("x", Map.of("a/b~c", "bad")));

        assertThat(problem.errors()).containsExactly(new Problem.Field("/arguments/a~1b~0c", "bad"));
        assertThat(String.valueOf(problem.answer().body()))
                .contains("\"errors\":[{\"pointer\":\"/arguments/a~1b~0c\",\"detail\":\"bad\"}]");
    }
}
