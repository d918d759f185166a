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
    private static final FairnessGroup END = group("Sms.send\u0001", "");

    @Test
    void withoutAKnownGroupTheRangeHasAll() {
        assertThat(ofNormal(FairnessGroup.FIRST)).containsExactly(range(FairnessGroup.FIRST, END, null));
    }

    @Test
    void theRangesBeginAfterTheLastGroupAndStopWithIt() {
        FairnessGroup last = group("Mail.send", "b");

        assertThat(ofNormal(last))
                .containsExactly(
                        range(last, END, null), range(FairnessGroup.FIRST, group("Mail.send", "b\u0001"), null));
    }

    @Test
    void aKnownGroupClosesARangeAndOpensTheNext() {
        FairnessGroup a = group("Mail.send", "a");
        FairnessGroup c = group("Mail.send", "c");

        assertThat(ofNormal(FairnessGroup.FIRST, mark(4, c), mark(4, a)))
                .containsExactly(range(FairnessGroup.FIRST, a, SINCE), range(a, c, SINCE), range(c, END, null));
    }

    /** As after each claim from a single group. */
    @Test
    void theLastGroupIsTheLastOfTheRangesIfItIsKnown() {
        FairnessGroup only = group("Mail.send", "");

        assertThat(ofNormal(only, mark(4, only)))
                .containsExactly(
                        range(only, END, null),
                        range(FairnessGroup.FIRST, only, SINCE),
                        range(only, group("Mail.send", "\u0001"), null));
    }

    @Test
    void aGroupIsKnownInItsOwnPriorityOnly() {
        FairnessGroup group = group("Mail.send", "a");

        List<GroupRange> ranges = GroupRange.ofAll(FairnessGroup.FIRST, List.of(mark(9, group)), NAMES);

        assertThat(ranges)
                .filteredOn(range -> range.since() != null)
                .singleElement()
                .satisfies(range -> {
                    assertThat(range.priority()).isEqualTo(9);
                    assertThat(range.until()).isEqualTo(group);
                });
        assertThat(ranges).filteredOn(range -> range.since() == null).hasSize(10);
    }

    /** Its definition is paused, or the worker does not have it any more. */
    @Test
    void aKnownGroupThatIsNotRequestedIsIgnored() {
        assertThat(ofNormal(FairnessGroup.FIRST, mark(4, group("Old.send", "a"))))
                .containsExactly(range(FairnessGroup.FIRST, END, null));
    }

    /** In UTF-16 the emoji, which is two surrogates, would come before the other. */
    @Test
    void groupsAreInTheOrderOfTheirBytes() {
        FairnessGroup privateUse = group("Mail.send", "\uE000");
        FairnessGroup emoji = group("Mail.send", "\uD83D\uDE00");

        assertThat(ofNormal(FairnessGroup.FIRST, mark(4, emoji), mark(4, privateUse)))
                .containsExactly(
                        range(FairnessGroup.FIRST, privateUse, SINCE),
                        range(privateUse, emoji, SINCE),
                        range(emoji, END, null));
    }

    @Test
    void withoutANameThereIsNoRange() {
        assertThat(GroupRange.ofAll(FairnessGroup.FIRST, List.of(), Set.of())).isEmpty();
    }

    private static List<GroupRange> ofNormal(FairnessGroup last, Mark... marks) {
        return GroupRange.ofAll(last, List.of(marks), NAMES).stream()
                .filter(range -> range.priority() == 4)
                .toList();
    }

    private static GroupRange range(FairnessGroup after, FairnessGroup until, @Nullable OffsetDateTime since) {
        return new GroupRange(4, after, until, since);
    }

    private static Mark mark(int priority, FairnessGroup group) {
        return new Mark(priority, group, SINCE);
    }

    private static FairnessGroup group(String name, String key) {
        return new FairnessGroup(name, key);
    }
}
