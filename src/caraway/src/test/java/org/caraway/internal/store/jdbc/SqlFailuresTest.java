package org.caraway.internal.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.junit.jupiter.api.Test;

class SqlFailuresTest {

    @Test
    void whatExceedsTheServersLimitsIsRefused() {
        assertThat(translated("54000")).isNotInstanceOf(QueueUnavailableException.class);
    }

    @Test
    void whatATriggerRaisesIsRefused() {
        assertThat(translated("P0001")).isNotInstanceOf(QueueUnavailableException.class);
    }

    @Test
    void aLostConnectionIsAnOutage() {
        assertThat(translated("08006")).isInstanceOf(QueueUnavailableException.class);
    }

    private static CarawayException translated(String state) {
        return SqlFailures.translated("It was not done", new SQLException("why", state));
    }
}
