package org.caraway.internal.store.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.junit.jupiter.api.Test;

/** Where PostgreSQL keeps the rows of the feed. */
@PostgresOnly
class UnloggedEventTest {

    private final MigratedDatabase database;

    UnloggedEventTest(MigratedDatabase database) {
        this.database = database;
    }

    @Test
    void eventsAreInNoWriteAheadLog() {
        assertThat(database.number(
                        "SELECT COUNT(*) FROM pg_class WHERE relname = 'caraway_event' AND relpersistence = 'u'"))
                .isOne();
    }
}
