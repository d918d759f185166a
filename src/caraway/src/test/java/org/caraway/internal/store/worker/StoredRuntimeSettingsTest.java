package org.caraway.internal.store.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.caraway.internal.store.model.RuntimeSettings;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Reading run-time settings. */
@EachDatabase
class StoredRuntimeSettingsTest {

    private final StoreUnderTest bench;

    StoredRuntimeSettingsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void settingsAreRead() throws SQLException {
        bench.execute("INSERT INTO caraway_queue (queue, paused, max_concurrent, max_length, slots)"
                + " VALUES ('mail', true, 3, 1000, 2)");
        bench.execute("INSERT INTO caraway_definition (name, rate_limit, time_limit)"
                + " VALUES ('Mail.send', '10/m', 'PT1M')");

        RuntimeSettings controls =
                bench.store().settings().directives(StoreUnderTest.WORKER).settings();

        assertThat(controls.queue("mail")).isEqualTo(new RuntimeSettings.QueueControl(true, 3, 1000, 2));
        assertThat(controls.queue("other")).isEqualTo(RuntimeSettings.QueueControl.NONE);
        assertThat(controls.definition("Mail.send"))
                .isEqualTo(new RuntimeSettings.DefinitionControl(false, "10/m", null, null, "PT1M"));
    }
}
