package org.caraway.internal.store.model;

import java.util.UUID;
import org.caraway.RevokeMode;
import org.jspecify.annotations.Nullable;

/**
 * A task that a worker holds and somebody has revoked. Immutable.
 *
 * @param id the task
 * @param attempt the attempt that the worker holds it for
 * @param mode how the method is told
 * @param by who revoked it, null if nobody said
 */
public record Revocation(
        UUID id, int attempt, RevokeMode mode, @Nullable String by) {}
