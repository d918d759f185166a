package org.caraway.internal.store.schedule;

import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;

/**
 * The ports of schedules. Immutable.
 *
 * @param fires that of the loop that fires
 * @param changes that of operators and of the deployment
 */
public record ScheduleStore(ScheduleFires fires, ScheduleChanges changes) {

    /** Those of this database, whose tasks are inserted so. */
    public static ScheduleStore of(Connections connections, Dialect dialect, RunInserts runs) {
        return new ScheduleStore(
                new JdbcScheduleFires(connections, runs), new JdbcScheduleChanges(connections, dialect, runs));
    }
}
