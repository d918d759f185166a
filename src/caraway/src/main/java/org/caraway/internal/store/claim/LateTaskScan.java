package org.caraway.internal.store.claim;

import java.time.Duration;

/**
 * What a look for tasks that claims have passed by has come to. Immutable.
 *
 * @param found whether there are such tasks: the next claim sees them
 * @param next until it is time for another look; far off while claims do that themselves, which may change meanwhile
 */
public record LateTaskScan(boolean found, Duration next) {}
