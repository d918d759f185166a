package org.caraway.internal.store.claim;

import java.time.Duration;

/**
 * Result of a scan for due tasks that earlier claims skipped. Immutable.
 *
 * @param found whether there are such tasks: the next claim sees them
 * @param next until the next scan is due; a long time while claims scan themselves, which may change meanwhile
 */
public record LateTaskScan(boolean found, Duration next) {}
