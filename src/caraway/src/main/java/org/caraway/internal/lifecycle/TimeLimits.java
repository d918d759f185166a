package org.caraway.internal.lifecycle;

import java.time.Duration;

/**
 * How long an attempt may run. Immutable.
 *
 * @param soft after which it is interrupted
 * @param hard after which it is failed
 */
public record TimeLimits(Duration soft, Duration hard) {}
