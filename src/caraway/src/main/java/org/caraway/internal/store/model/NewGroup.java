package org.caraway.internal.store.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a group that is inserted with a workflow. Immutable.
 *
 * @param id the id of the group's own row among the tasks
 * @param joined when it is finished, and how
 * @param needed with {@link Joined#AT_LEAST}, how many members must succeed
 * @param size the number of its members; 0 for a fan-out, whose members are inserted later
 * @param atMost how many of its members run at once, null for no bound
 * @param template of a fan-out, what is inserted for each element; null for other groups
 */
public record NewGroup(
        UUID id,
        Joined joined,
        int needed,
        int size,
        @Nullable Integer atMost,
        @Nullable String template) {

    /** When a group is finished. */
    public enum Joined {
        /** It succeeds when all members have succeeded or were skipped, and fails with the first that fails. */
        ALL,
        /** It succeeds with the first member that succeeds, and fails when all have failed. */
        ANY,
        /** It succeeds when all members are finished, however. */
        SETTLED,
        /** It succeeds when as many members as needed have succeeded, and fails when that is impossible. */
        AT_LEAST,
        /** Its members are the two branches of a condition, of which one is skipped. */
        BRANCH
    }
}
