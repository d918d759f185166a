package org.caraway.web.internal.live;

import java.time.Duration;

/**
 * How often the hub does what it does. Immutable.
 *
 * @param gap the least time from one look at the tasks to the next
 * @param poll after which all tasks are looked at, whether anything was heard of them or not
 * @param ping after which a client is asked whether it is there
 * @param patience how long a client may take nothing of what waits for it
 */
record Pace(Duration gap, Duration poll, Duration ping, Duration patience) {

    static final Pace USUAL =
            new Pace(Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(60));
}
