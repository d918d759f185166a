package org.caraway.internal.store.claim;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.jspecify.annotations.Nullable;

/**
 * A range of fairness groups of a priority that contains no known group, and the known group that follows it.
 * Immutable.
 *
 * <p>A claim searches for fairness groups that it does not know. The search must not read the first entries of known
 * groups, because their oldest entries are of finished tasks. So it searches between them.
 *
 * @param priority 0 to 9
 * @param after the groups of the range follow this one
 * @param until and precede this one
 * @param since the instant from which the tasks of {@code until} are read, null if {@code until} is only the upper
 *     bound and no known group
 */
record GroupRange(
        int priority,
        FairnessGroup after,
        FairnessGroup until,
        @Nullable OffsetDateTime since) {

    /** By their bytes, as the database compares them. */
    private static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final Comparator<FairnessGroup> ORDER =
            Comparator.comparing(FairnessGroup::name, BY_BYTES).thenComparing(FairnessGroup::key, BY_BYTES);

    private static final Comparator<Mark> BY_GROUP = Comparator.comparing(Mark::group, ORDER);
    private static final int HIGHEST = 9;

    /**
     * No character of a name or a key sorts before it: a text with this suffix is the direct successor of the text
     * without it.
     */
    private static final String NEXT = "\u0001";

    /**
     * All fairness groups of all priorities, in each priority in a circle from the one that was served last.
     *
     * @param last the fairness group that was served last
     * @param marks the known fairness groups
     * @param names groups of other names are ignored, known or not
     */
    static List<GroupRange> ofAll(FairnessGroup last, Collection<Mark> marks, Collection<String> names) {
        Optional<String> highest = names.stream().max(BY_BYTES);
        if (highest.isEmpty()) {
            return List.of();
        }
        FairnessGroup end = new FairnessGroup(highest.get() + NEXT, "");
        FairnessGroup afterLast = new FairnessGroup(last.name(), last.key() + NEXT);
        List<Mark> sorted = marks.stream()
                .filter(mark -> names.contains(mark.group().name()))
                .sorted(BY_GROUP)
                .toList();
        List<GroupRange> ranges = new ArrayList<>();
        for (int priority = HIGHEST; priority >= 0; priority--) {
            add(ranges, priority, last, sorted, end);
            if (!last.equals(FairnessGroup.FIRST)) {
                add(ranges, priority, FairnessGroup.FIRST, sorted, afterLast);
            }
        }
        return ranges;
    }

    /** Adds the ranges between two fairness groups, both excluded. */
    private static void add(
            List<GroupRange> ranges, int priority, FairnessGroup from, List<Mark> sorted, FairnessGroup end) {
        FairnessGroup after = from;
        for (Mark mark : sorted) {
            if (mark.priority() == priority && isBetween(mark.group(), from, end)) {
                ranges.add(new GroupRange(priority, after, mark.group(), mark.from()));
                after = mark.group();
            }
        }
        if (ORDER.compare(after, end) < 0) {
            ranges.add(new GroupRange(priority, after, end, null));
        }
    }

    private static boolean isBetween(FairnessGroup group, FairnessGroup from, FairnessGroup end) {
        return ORDER.compare(from, group) < 0 && ORDER.compare(group, end) < 0;
    }
}
