package org.caraway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.caraway.admin.TaskQuery;
import org.caraway.spi.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call may not ask for: each refusal names the value and what it may be. */
class BadCallsTest {

    private static final Duration NEGATIVE = Duration.ofSeconds(-1);
    private static final Duration TOO_LONG = CallTiming.LONGEST.plusNanos(1);
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final String A_CENTURY = "; use P36500D, a hundred years, or less";
    private static final String RANGE = "; use 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z";
    private static final String PAIR = " or half of a surrogate pair";
    private static final String ADDRESS = "; use 1 to 64 letters, digits, dots, underscores or hyphens";

    static Stream<Arguments> badValues() {
        return Stream.of(
                bad(call -> call.in(NEGATIVE), "A task cannot start in PT-1S; give a delay of zero or more"),
                bad(call -> call.in(TOO_LONG), "The delay of " + TOO_LONG + " is too long" + A_CENTURY),
                bad(call -> call.in(FOR_EVER), "The delay of " + FOR_EVER + " is too long" + A_CENTURY),
                bad(call -> call.expiresIn(FOR_EVER), "The expiry of " + FOR_EVER + " is too long" + A_CENTURY),
                bad(call -> call.at(Instant.MAX), "The start " + Instant.MAX + " is out of range" + RANGE),
                bad(call -> call.at(Instant.MIN), "The start " + Instant.MIN + " is out of range" + RANGE),
                bad(
                        call -> call.at(Instant.EPOCH.minusNanos(1)),
                        "The start 1969-12-31T23:59:59.999999999Z is out of range" + RANGE),
                bad(call -> call.expiresAt(Instant.MAX), "The expiry " + Instant.MAX + " is out of range" + RANGE),
                bad(call -> call.uniqueKey("k", FOR_EVER), "The window of " + FOR_EVER + " is too long" + A_CENTURY),
                bad(call -> call.retainFor(FOR_EVER), "The retention of " + FOR_EVER + " is too long" + A_CENTURY),
                bad(call -> call.timeLimit(FOR_EVER), "The time limit of " + FOR_EVER + " is too long" + A_CENTURY),
                bad(call -> call.expiresIn(Duration.ZERO), "A task cannot expire in PT0S; give more than zero"),
                bad(
                        call -> call.in(Duration.ofHours(2)).expiresIn(Duration.ofHours(1)),
                        "A task that starts in PT2H and expires in PT1H never runs; let it expire later than it"
                                + " starts"),
                bad(
                        call -> call.at(Instant.EPOCH.plusSeconds(1)).expiresAt(Instant.EPOCH),
                        "A task that starts at 1970-01-01T00:00:01Z and expires at 1970-01-01T00:00:00Z never runs;"
                                + " let it expire later than it starts"),
                bad(
                        call -> call.queue("two words"),
                        "'two words' is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens"),
                bad(
                        call -> call.queue("@node"),
                        "'@node' is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens"),
                bad(
                        call -> call.queue(""),
                        "'' is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens"),
                bad(call -> call.node("my node"), "'my node' is no name of a node" + ADDRESS),
                bad(call -> call.node("worker:x"), "'worker:x' is no name of a node" + ADDRESS),
                bad(call -> call.worker("a/b"), "'a/b' is no name of a worker" + ADDRESS),
                bad(call -> call.priority(11), "A priority is 0 to 9, higher runs first; was 11"),
                bad(call -> call.priority(-1), "A priority is 0 to 9, higher runs first; was -1"),
                bad(
                        call -> call.key(" "),
                        "' ' is no key; use 1 to 200 characters, not only blanks and none of them NUL" + PAIR),
                bad(
                        call -> call.uniqueKey(""),
                        "'' is no unique key; use 1 to 200 characters, not only blanks and none of them NUL" + PAIR),
                bad(
                        call -> call.uniqueKey("k", NEGATIVE),
                        "A unique key cannot be taken for PT-1S; give more than zero"),
                bad(call -> call.timeLimit(NEGATIVE), "A time limit of PT-1S is too short; use more than zero"),
                bad(
                        call -> call.softTimeLimit(Duration.ZERO),
                        "A soft time limit of PT0S is too short; use more than zero"),
                bad(
                        call -> call.timeLimit(Duration.ofMinutes(1)).softTimeLimit(Duration.ofMinutes(2)),
                        "The soft time limit PT2M is longer than the time limit PT1M; use PT1M or less"),
                bad(
                        call -> call.maxRetries(-2),
                        "A task cannot be retried -2 times; use 0 for never or -1 for without end"),
                bad(call -> call.retainFor(NEGATIVE), "A retention of PT-1S is too short; use more than zero"),
                bad(
                        call -> call.header(" ", "v"),
                        "The header ' ' with a value of 1 characters is refused: a header has a name, and name and"
                                + " value have at most 1000 characters each"),
                bad(
                        call -> call.label("l", "\0"),
                        "The label 'l' has a NUL character or half of a surrogate pair; remove it"),
                bad(
                        call -> call.header("h", "\uD83D"),
                        "The header 'h' has a NUL character or half of a surrogate pair; remove it"),
                bad(
                        call -> call.uniqueKey("\uDE00\uD83D"),
                        "'\uDE00\uD83D' is no unique key; use 1 to 200 characters, not only blanks and none of them NUL"
                                + PAIR));
    }

    private static Arguments bad(UnaryOperator<TaskCall<Object>> wish, String message) {
        return Arguments.of(wish, message);
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void aBadValueIsRefusedWhereItIsAskedFor(UnaryOperator<TaskCall<Object>> wish, String message) {
        TaskCall<Object> call = TaskCall.of("Mail.send", List.of());

        assertThatThrownBy(() -> wish.apply(call))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatARunningTaskAsksForIsHeldToTheSame() {
        assertThatThrownBy(() -> new RetryRequest(FOR_EVER, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The delay of a retry of " + FOR_EVER + " is too long" + A_CENTURY);
        assertThatThrownBy(() -> new PostponeRequest(FOR_EVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The delay of " + FOR_EVER + " is too long" + A_CENTURY);
    }

    @Test
    void soAreTheInstantsOfAListing() {
        assertThatThrownBy(() -> TaskQuery.all().createdSince(Instant.MIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The instant " + Instant.MIN + " is out of range" + RANGE);
        assertThatThrownBy(() -> TaskQuery.all().finishedBefore(Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The instant " + Instant.MAX + " is out of range" + RANGE);
    }

    @Test
    void aRouteIsHeldToTheSame() {
        assertThatThrownBy(() -> Route.to("two words")).hasMessageStartingWith("'two words' is no queue name;");
        assertThatThrownBy(() -> Route.to("@node")).hasMessageStartingWith("'@node' is no queue name;");
        assertThatThrownBy(() -> Route.toNode("my node")).hasMessage("'my node' is no name of a node" + ADDRESS);
        assertThatThrownBy(() -> Route.to("q").withPriority(11))
                .hasMessage("A priority is 0 to 9, higher runs first; was 11");
        assertThatThrownBy(() -> new Route(null, null))
                .hasMessage("A route names a queue, a priority or both; answer nothing instead");
    }
}
