package org.caraway.web.internal.live;

import java.time.Duration;

/**
 * How often the hub does what it does. Immutable.
 *
 * @param minInterval the least time from one look at the tasks to the next
 * @param pollInterval after which all tasks are looked at, whether anything was heard of them or not
 * @param pingInterval after which a client is asked whether it is there
 * @param stallTimeout how long a client may take nothing of what waits for it
 */
record LiveTimings(Duration minInterval, Duration pollInterval, Duration pingInterval, Duration stallTimeout) {

    static final LiveTimings DEFAULT = new LiveTimings(
            Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(60));
}
