package org.caraway.internal.store.model;

import java.util.UUID;
import org.caraway.RevokeMode;
import org.jspecify.annotations.Nullable;

/**
 * A task that a worker holds and that has been revoked. Immutable.
 *
 * @param id the task
 * @param attempt the attempt for which the worker holds it
 * @param mode how the method is notified
 * @param by who revoked it, null if not given
 */
public record Revocation(
        UUID id, int attempt, RevokeMode mode, @Nullable String by) {}
