package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.caraway.internal.store.ClaimRequest.Line;
import org.caraway.internal.store.Watermarks.Mark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StretchTest {

    private static final OffsetDateTime SINCE = OffsetDateTime.of(2026, 11, 22, 12, 0, 0, 0, ZoneOffset.UTC);
    private static final Set<String> NAMES = Set.of("Mail.send", "Sms.send");
    private static final Line END = line("Sms.send\u0001", "");

    @Test
    void withoutAKnownLineAllArePassed() {
        assertThat(ofNormal(Line.FIRST)).containsExactly(stretch(Line.FIRST, END, null));
    }

    @Test
    void theCircleBeginsBehindTheLastLineAndEndsWithIt() {
        Line last = line("Mail.send", "b");

        assertThat(ofNormal(last))
                .containsExactly(stretch(last, END, null), stretch(Line.FIRST, line("Mail.send", "b\u0001"), null));
    }

    @Test
    void aKnownLineEndsAStretchAndBeginsTheNext() {
        Line a = line("Mail.send", "a");
        Line c = line("Mail.send", "c");

        assertThat(ofNormal(Line.FIRST, mark(4, c), mark(4, a)))
                .containsExactly(stretch(Line.FIRST, a, SINCE), stretch(a, c, SINCE), stretch(c, END, null));
    }

    /** As after each claim from a single line. */
    @Test
    void theLastLineIsTheLastOfItsCircleIfItIsKnown() {
        Line only = line("Mail.send", "");

        assertThat(ofNormal(only, mark(4, only)))
                .containsExactly(
                        stretch(only, END, null),
                        stretch(Line.FIRST, only, SINCE),
                        stretch(only, line("Mail.send", "\u0001"), null));
    }

    @Test
    void aLineIsKnownInItsOwnPriorityOnly() {
        Line line = line("Mail.send", "a");

        List<Stretch> stretches = Stretch.ofAll(Line.FIRST, List.of(mark(9, line)), NAMES);

        assertThat(stretches)
                .filteredOn(stretch -> stretch.since() != null)
                .singleElement()
                .satisfies(stretch -> {
                    assertThat(stretch.priority()).isEqualTo(9);
                    assertThat(stretch.until()).isEqualTo(line);
                });
        assertThat(stretches).filteredOn(stretch -> stretch.since() == null).hasSize(10);
    }

    /** Its definition has been paused, or the worker has it no more. */
    @Test
    void aKnownLineThatIsNotAskedForIsNoLine() {
        assertThat(ofNormal(Line.FIRST, mark(4, line("Old.send", "a"))))
                .containsExactly(stretch(Line.FIRST, END, null));
    }

    /** In UTF-16 the emoji, which is two surrogates, would come before the other. */
    @Test
    void linesAreInTheOrderOfTheirBytes() {
        Line privateUse = line("Mail.send", "\uE000");
        Line emoji = line("Mail.send", "\uD83D\uDE00");

        assertThat(ofNormal(Line.FIRST, mark(4, emoji), mark(4, privateUse)))
                .containsExactly(
                        stretch(Line.FIRST, privateUse, SINCE),
                        stretch(privateUse, emoji, SINCE),
                        stretch(emoji, END, null));
    }

    @Test
    void withoutANameThereIsNothingToLookFor() {
        assertThat(Stretch.ofAll(Line.FIRST, List.of(), Set.of())).isEmpty();
    }

    private static List<Stretch> ofNormal(Line last, Mark... marks) {
        return Stretch.ofAll(last, List.of(marks), NAMES).stream()
                .filter(stretch -> stretch.priority() == 4)
                .toList();
    }

    private static Stretch stretch(Line after, Line until, @Nullable OffsetDateTime since) {
        return new Stretch(4, after, until, since);
    }

    private static Mark mark(int priority, Line line) {
        return new Mark(priority, line, SINCE);
    }

    private static Line line(String name, String key) {
        return new Line(name, key);
    }
}
