package org.caraway;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskCallTest {

    private final TaskCall<String> call = TaskCall.of("mail.welcome", List.of(42L));

    @Test
    void optionsMakeACopyAndLeaveTheCallAsItWas() {
        TaskCall<String> changed =
                call.queue("mail").priority(9).header("tenant", "a").label("order", "42");

        assertThat(changed.options().queue()).isEqualTo("mail");
        assertThat(changed.options().priority()).isEqualTo(9);
        assertThat(changed.options().headers()).isEqualTo(Map.of("tenant", "a"));
        assertThat(changed.options().labels()).isEqualTo(Map.of("order", "42"));
        assertThat(call.options()).isEqualTo(CallOptions.NONE);
    }

    @Test
    void theLastWordOnTheStartCounts() {
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");

        assertThat(call.in(Duration.ofMinutes(1)).at(noon).options().delay()).isNull();
        assertThat(call.in(Duration.ofMinutes(1)).at(noon).options().startAt()).isEqualTo(noon);
        assertThat(call.at(noon).in(Duration.ofMinutes(1)).options().startAt()).isNull();
    }

    @Test
    void argumentsMayBeNullAndAreCopied() {
        List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList(1, null));
        TaskCall<String> copied = TaskCall.of("mail.welcome", arguments);

        arguments.clear();

        assertThat(copied.arguments()).containsExactly(1, null);
    }

    @Test
    void aNameIsNotBlankAndNotTooLong() {
        for (String name : List.of("", " ", "x".repeat(201))) {
            assertThatThrownBy(() -> TaskCall.of(name, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("use 1 to 200 characters");
        }
    }

    @Test
    void aDelayIsNotNegative() {
        assertThatThrownBy(() -> call.in(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    @Test
    void aPriorityIsZeroToNine() {
        assertThatThrownBy(() -> call.priority(10)).hasMessageContaining("was 10");
        assertThatThrownBy(() -> call.priority(-1)).hasMessageContaining("was -1");
    }

    @Test
    void aQueueNameHasPlainCharacters() {
        assertThat(call.queue("mail_2.eu-west").options().queue()).isEqualTo("mail_2.eu-west");
        for (String queue : List.of("", "two words", "a:b", "x".repeat(101))) {
            assertThatThrownBy(() -> call.queue(queue)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void headersAndLabelsHaveANameAndABound() {
        assertThatThrownBy(() -> call.header(" ", "x")).hasMessageContaining("a header has a name");
        assertThatThrownBy(() -> call.label("x", "y".repeat(1_001))).hasMessageContaining("at most 1000 characters");
    }

    @Test
    void headersAndLabelsAreBoundedInNumber() {
        Map<String, String> hundred = IntStream.range(0, 100).boxed().collect(toMap(i -> "n" + i, i -> "v"));

        TaskCall<String> full = call.label("n0", "first").labels(hundred).headers(hundred);

        assertThat(full.options().labels()).isEqualTo(hundred);
        assertThat(full.options().headers()).isEqualTo(hundred);
        assertThatThrownBy(() -> full.label("one", "more"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A task has at most 100 labels, and was given 101; pass data as arguments");
        assertThatThrownBy(() -> full.header("one", "more")).hasMessageContaining("at most 100 headers");
    }

    @Test
    void aDelayAndAnInstantExcludeEachOther() {
        assertThatThrownBy(() -> new CallTiming(Duration.ZERO, Instant.EPOCH, null, null))
                .hasMessageContaining("not both");
    }
}
