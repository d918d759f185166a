package org.caraway.internal.workflow;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row whose result is a node's. Immutable.
 *
 * @param id its id
 * @param group the group that it is a member of, null for none
 * @param index its place there
 * @param name the name of the step, null for none
 * @param last whether it is the workflow's own, or a callback's: no step needs its result
 */
record Exit(
        UUID id,
        @Nullable UUID group,
        @Nullable Integer index,
        @Nullable String name,
        boolean last) {

    /** The same, whose result is stored. */
    Exit kept() {
        return new Exit(id, group, index, name, false);
    }

    /** With this name, unless that is null. */
    Exit named(@Nullable String other) {
        return other == null ? this : new Exit(id, group, index, other, last);
    }
}
