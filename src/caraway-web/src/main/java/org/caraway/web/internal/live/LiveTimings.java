package org.caraway.web.internal.live;

import java.time.Duration;

/**
 * The intervals and timeouts of the hub. Immutable.
 *
 * @param minInterval the minimum time between two reads of task statuses
 * @param pollInterval the interval after which all task statuses are read, with or without changes
 * @param pingInterval the interval between pings of a client
 * @param stallTimeout how long a client with queued messages may accept no bytes
 */
record LiveTimings(Duration minInterval, Duration pollInterval, Duration pingInterval, Duration stallTimeout) {

    static final LiveTimings DEFAULT = new LiveTimings(
            Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(60));
}
