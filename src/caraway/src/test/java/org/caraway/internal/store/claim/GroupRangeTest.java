package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupRangeTest {

    private static final OffsetDateTime SINCE = OffsetDateTime.of(2026, 11, 22, 12, 0, 0, 0, ZoneOffset.UTC);
    private static final Set<String> NAMES = Set.of("Mail.send", "Sms.send");
    private static final FairnessGroup END = line("Sms.send\u0001", "");

    @Test
    void withoutAKnownLineAllArePassed() {
        assertThat(ofNormal(FairnessGroup.FIRST)).containsExactly(stretch(FairnessGroup.FIRST, END, null));
    }

    @Test
    void theCircleBeginsBehindTheLastLineAndEndsWithIt() {
        FairnessGroup last = line("Mail.send", "b");

        assertThat(ofNormal(last))
                .containsExactly(
                        stretch(last, END, null), stretch(FairnessGroup.FIRST, line("Mail.send", "b\u0001"), null));
    }

    @Test
    void aKnownLineEndsAStretchAndBeginsTheNext() {
        FairnessGroup a = line("Mail.send", "a");
        FairnessGroup c = line("Mail.send", "c");

        assertThat(ofNormal(FairnessGroup.FIRST, mark(4, c), mark(4, a)))
                .containsExactly(stretch(FairnessGroup.FIRST, a, SINCE), stretch(a, c, SINCE), stretch(c, END, null));
    }

    /** As after each claim from a single line. */
    @Test
    void theLastLineIsTheLastOfItsCircleIfItIsKnown() {
        FairnessGroup only = line("Mail.send", "");

        assertThat(ofNormal(only, mark(4, only)))
                .containsExactly(
                        stretch(only, END, null),
                        stretch(FairnessGroup.FIRST, only, SINCE),
                        stretch(only, line("Mail.send", "\u0001"), null));
    }

    @Test
    void aLineIsKnownInItsOwnPriorityOnly() {
        FairnessGroup line = line("Mail.send", "a");

        List<GroupRange> stretches = GroupRange.ofAll(FairnessGroup.FIRST, List.of(mark(9, line)), NAMES);

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
        assertThat(ofNormal(FairnessGroup.FIRST, mark(4, line("Old.send", "a"))))
                .containsExactly(stretch(FairnessGroup.FIRST, END, null));
    }

    /** In UTF-16 the emoji, which is two surrogates, would come before the other. */
    @Test
    void linesAreInTheOrderOfTheirBytes() {
        FairnessGroup privateUse = line("Mail.send", "\uE000");
        FairnessGroup emoji = line("Mail.send", "\uD83D\uDE00");

        assertThat(ofNormal(FairnessGroup.FIRST, mark(4, emoji), mark(4, privateUse)))
                .containsExactly(
                        stretch(FairnessGroup.FIRST, privateUse, SINCE),
                        stretch(privateUse, emoji, SINCE),
                        stretch(emoji, END, null));
    }

    @Test
    void withoutANameThereIsNothingToLookFor() {
        assertThat(GroupRange.ofAll(FairnessGroup.FIRST, List.of(), Set.of())).isEmpty();
    }

    private static List<GroupRange> ofNormal(FairnessGroup last, Mark... marks) {
        return GroupRange.ofAll(last, List.of(marks), NAMES).stream()
                .filter(stretch -> stretch.priority() == 4)
                .toList();
    }

    private static GroupRange stretch(FairnessGroup after, FairnessGroup until, @Nullable OffsetDateTime since) {
        return new GroupRange(4, after, until, since);
    }

    private static Mark mark(int priority, FairnessGroup line) {
        return new Mark(priority, line, SINCE);
    }

    private static FairnessGroup line(String name, String key) {
        return new FairnessGroup(name, key);
    }
}
