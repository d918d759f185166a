package org.caraway.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.Progress;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskChange.Kind;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TestFacts;
import org.caraway.internal.store.feed.FeedRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeTextTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final UUID ID = UUID.randomUUID();

    private final ChangeText text = new ChangeText();

    @Test
    void aReportIsReadUnchanged() {
        TaskChange change = told(
                LocalChange.of(TestFacts.running("ada", null), new Progress(3, 10, "\"loading\"\n\0\uD83D\uDE00")));

        assertThat(change.position()).isEqualTo("8.0");
        assertThat(change.kind()).isEqualTo(Kind.PROGRESS);
        assertThat(change.id()).isEqualTo(TestFacts.ID);
        assertThat(change.root()).isEqualTo(TestFacts.ID);
        assertThat(change.name()).isEqualTo("Mail.send");
        assertThat(change.queue()).isEqualTo("mails");
        assertThat(change.attempt()).isEqualTo(2);
        assertThat(change.worker()).isEqualTo("node-a1b2c");
        assertThat(change.caller()).isEqualTo("ada");
        assertThat(change.progress()).isEqualTo(new Progress(3, 10, "\"loading\"\n\uFFFD\uD83D\uDE00"));
        assertThat(change.error()).isNull();
        assertThat(change.message()).isNull();
    }

    @Test
    void aRetryIsReadWithItsDelayAndItsFailure() {
        Transition again =
                new Transition.Retry(Duration.ofSeconds(90), ErrorText.of(new IOException("cut off ".repeat(100))));

        TaskChange change = told(LocalChange.of(
                TestFacts.running(null, null), new AttemptResult(again, new IOException(), Duration.ZERO)));

        assertThat(change.kind()).isEqualTo(Kind.RETRIED);
        assertThat(change.delay()).isEqualTo(Duration.ofSeconds(90));
        assertThat(change.error()).isEqualTo("java.io.IOException");
        assertThat(change.message()).startsWith("cut off cut off").hasSize(500);
        assertThat(change.progress()).isNull();
        assertThat(change.caller()).isNull();
    }

    @Test
    void itsInstantIsTheRowsLessItsAgeThen() {
        LocalChange old = new LocalChange(
                Kind.STARTED,
                ID,
                "a",
                "b",
                1,
                UUID.randomUUID(),
                null,
                null,
                null,
                null,
                null,
                null,
                System.nanoTime() - Duration.ofHours(1).toNanos());

        TaskChange change = told(old);

        assertThat(change.at()).isBetween(AT.minusSeconds(3_660), AT.minusSeconds(3_600));
        assertThat(change.root()).isEqualTo(old.root());
    }

    @Test
    void halfACharacterIsNotWritten() {
        LocalChange change = LocalChange.of(TestFacts.running(null, null), new Progress(1, 1, "a\uD83Db"));

        assertThat(told(change).progress()).isEqualTo(new Progress(1, 1, "a?b"));
    }

    @Test
    void manyAreSeveralRowsAndWhatWasLostStandsAtTheEnd() {
        List<LocalChange> many = IntStream.range(0, 1_000)
                .mapToObj(i -> LocalChange.of(Kind.STARTED, Node.facts(ID, i + 1)))
                .toList();

        List<String> rows = text.write(new ChangeBuffer.Taken(many, true));

        assertThat(rows).hasSize(2);
        assertThat(read(rows.get(0))).hasSize(500).allMatch(entry -> entry.change() != null);
        List<ChangeText.Entry> second = read(rows.get(1));
        assertThat(second).hasSize(501);
        assertThat(second.get(499).change()).extracting(TaskChange::attempt).isEqualTo(1_000);
        assertThat(second.get(499).change()).extracting(TaskChange::position).isEqualTo("7.500");
        assertThat(second.get(500).change()).isNull();
        assertThat(text.write(new ChangeBuffer.Taken(List.of(), true)))
                .singleElement()
                .satisfies(row -> assertThat(read(row)).hasSize(1));
    }

    @Test
    void whatAChangeLeavesOutIsAsInTheOneBeforeIt() {
        List<LocalChange> changes = List.of(
                change("Mail.send", "mails", 1, "node-a", "ada"),
                change("Mail.send", "mails", 1, "node-a", "ada"),
                change("Sms.send", "mails", 2, null, null),
                change("Sms.send", "texts", 2, "node-a", null),
                change("Mail.send", "mails", 1, null, "bob"));

        List<String> rows = text.write(new ChangeBuffer.Taken(changes, false));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.split("Mail.send", -1))
                    .as("around the names that are written")
                    .hasSize(3);
            assertThat(read(row))
                    .extracting(ChangeText.Entry::change)
                    .extracting(
                            TaskChange::name,
                            TaskChange::queue,
                            TaskChange::attempt,
                            TaskChange::worker,
                            TaskChange::caller)
                    .containsExactly(
                            tuple("Mail.send", "mails", 1, "node-a", "ada"),
                            tuple("Mail.send", "mails", 1, "node-a", "ada"),
                            tuple("Sms.send", "mails", 2, null, null),
                            tuple("Sms.send", "texts", 2, "node-a", null),
                            tuple("Mail.send", "mails", 1, null, "bob"));
        });
    }

    @Test
    void aChangeOfANewerVersionIsOneBeforeAnother() {
        List<ChangeText.Entry> entries = read("[{\"kind\": \"TELEPORTED\", \"id\": \"" + ID
                + "\", \"name\": \"a\", \"queue\": \"b\", \"attempt\": 3},"
                + "{\"kind\": \"STARTED\", \"id\": \"" + ID + "\", \"ago\": 0}]");

        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.change()).extracting(TaskChange::name).isEqualTo("a");
            assertThat(entry.change()).extracting(TaskChange::attempt).isEqualTo(3);
        });
    }

    private static LocalChange change(
            String name, String queue, int attempt, @Nullable String worker, @Nullable String caller) {
        return new LocalChange(
                Kind.STARTED, ID, name, queue, attempt, ID, worker, caller, null, null, null, null, System.nanoTime());
    }

    @Test
    void aKindOfANewerVersionIsPassedOver() {
        List<ChangeText.Entry> entries = read("[{\"kind\": \"TELEPORTED\", \"to\": 7},"
                + "{\"kind\": \"STARTED\", \"id\": \"" + ID
                + "\", \"name\": \"a\", \"queue\": \"b\", \"attempt\": 1, \"ago\": 0, \"mood\": []}]");

        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).index()).isOne();
        assertThat(entries.get(0).change()).extracting(TaskChange::position).isEqualTo("8.0");
    }

    @Test
    void whatNobodyCanReadIsSomethingThatWasLost() {
        for (String unreadable : List.of(
                "",
                "no JSON",
                "{}",
                "[1]",
                "[{}]",
                "[{\"kind\": \"STARTED\", \"id\": \"x\"}]",
                "[{\"kind\": \"STARTED\", \"id\": \"" + ID + "\", \"ago\": 0}]")) {
            assertThat(read(unreadable)).as(unreadable).hasSize(1).allMatch(entry -> entry.change() == null);
        }
    }

    private TaskChange told(LocalChange change) {
        List<String> rows = text.write(new ChangeBuffer.Taken(List.of(change), false));
        assertThat(rows).hasSize(1);
        List<ChangeText.Entry> entries = read(rows.get(0));
        assertThat(entries).hasSize(1);
        TaskChange told = entries.get(0).change();
        assertThat(told).isNotNull();
        return told;
    }

    private List<ChangeText.Entry> read(String changes) {
        return text.read(new FeedRow(7, AT, changes));
    }
}
