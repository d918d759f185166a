package org.caraway.internal.store.audit;

import org.caraway.internal.lifecycle.StorableText;
import org.jspecify.annotations.Nullable;

/**
 * The record of an action, written in the action's own transaction. Immutable. Texts that are too long for the table
 * are cut.
 *
 * @param actor who, null if not given
 * @param action what
 * @param target to what
 * @param detail how, null if there is nothing to add
 */
public record AuditNote(
        @Nullable String actor,
        String action,
        String target,
        @Nullable String detail) {

    private static final int ACTOR_CAP = 200;
    private static final int TARGET_CAP = 500;
    private static final int DETAIL_CAP = 4_000;

    /** Cuts the texts. */
    public AuditNote {
        actor = actor == null ? null : cut(actor, ACTOR_CAP);
        target = cut(target, TARGET_CAP);
        detail = detail == null ? null : cut(detail, DETAIL_CAP);
    }

    private static String cut(String text, int cap) {
        return StorableText.of(text.length() <= cap ? text : text.substring(0, cap));
    }
}
