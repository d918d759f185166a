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
 * A part of the lines of a priority in which no line is known, and the known line that ends it. Immutable.
 *
 * <p>A claim looks for lines that it does not know, and must not step on the beginnings of those it knows to find them: the oldest
 * entries of those are of tasks that have ended. So it looks between them.
 *
 * @param priority 0 to 9
 * @param after the lines of the stretch come behind this one
 * @param until and before this one
 * @param since from which instant the tasks of {@code until} are looked at, null if that is no known line but only the end
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

    private static final Comparator<Mark> BY_LINE = Comparator.comparing(Mark::line, ORDER);
    private static final int HIGHEST = 9;

    /** No character of a name or a key comes before it: what ends in it is the next behind what does not. */
    private static final String NEXT = "\u0001";

    /**
     * All lines of all priorities, in each from the one that was served last in a circle.
     *
     * @param last the line that was served last
     * @param marks the known lines
     * @param names lines of others are no matter, known or not
     */
    static List<GroupRange> ofAll(FairnessGroup last, Collection<Mark> marks, Collection<String> names) {
        Optional<String> highest = names.stream().max(BY_BYTES);
        if (highest.isEmpty()) {
            return List.of();
        }
        FairnessGroup end = new FairnessGroup(highest.get() + NEXT, "");
        FairnessGroup behindLast = new FairnessGroup(last.name(), last.key() + NEXT);
        List<Mark> sorted = marks.stream()
                .filter(mark -> names.contains(mark.line().name()))
                .sorted(BY_LINE)
                .toList();
        List<GroupRange> stretches = new ArrayList<>();
        for (int priority = HIGHEST; priority >= 0; priority--) {
            add(stretches, priority, last, sorted, end);
            if (!last.equals(FairnessGroup.FIRST)) {
                add(stretches, priority, FairnessGroup.FIRST, sorted, behindLast);
            }
        }
        return stretches;
    }

    /** Those between two lines, both left out. */
    private static void add(
            List<GroupRange> stretches, int priority, FairnessGroup from, List<Mark> sorted, FairnessGroup end) {
        FairnessGroup after = from;
        for (Mark mark : sorted) {
            if (mark.priority() == priority && isBetween(mark.line(), from, end)) {
                stretches.add(new GroupRange(priority, after, mark.line(), mark.from()));
                after = mark.line();
            }
        }
        if (ORDER.compare(after, end) < 0) {
            stretches.add(new GroupRange(priority, after, end, null));
        }
    }

    private static boolean isBetween(FairnessGroup line, FairnessGroup from, FairnessGroup end) {
        return ORDER.compare(from, line) < 0 && ORDER.compare(line, end) < 0;
    }
}
