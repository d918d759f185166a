package org.caraway.internal.lifecycle;

import java.time.Duration;

/**
 * How long an attempt may run. Immutable.
 *
 * @param soft the time after which the attempt is interrupted
 * @param hard the time after which the attempt is recorded as failed
 */
public record TimeLimits(Duration soft, Duration hard) {}
