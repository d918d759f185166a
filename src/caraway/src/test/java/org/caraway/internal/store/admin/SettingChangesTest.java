package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.QueueSettings;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.Test;

/** Changing run-time settings. */
@EachDatabase
class SettingChangesTest {

    private final OperatedStore bench;

    SettingChangesTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void thoseOfAllQueuesAreReadAtOnce() {
        for (String queue : List.of("mail", "reports")) {
            bench.admin
                    .settingChanges()
                    .changeQueue(
                            queue, now -> new QueueSettings(queue, false, 3, 100, 8, null, null), OperatedStore.NOTE);
        }

        assertThat(bench.admin.settingChanges().queueSettings()).containsOnlyKeys("mail", "reports");
        assertThat(bench.admin.settingChanges().queueSettings())
                .containsEntry("mail", bench.admin.settingChanges().queueSettings("mail"));
    }

    @Test
    void settingsStayUntilTheyAreChangedAgainAndNameTheOperator() throws SQLException {
        bench.admin
                .settingChanges()
                .changeQueue("mail", now -> new QueueSettings("mail", true, 3, 100, 8, null, null), OperatedStore.NOTE);
        bench.admin
                .settingChanges()
                .changeQueue(
                        "mail",
                        now -> new QueueSettings("mail", false, now.maxConcurrent(), null, now.slots(), null, null),
                        OperatedStore.NOTE);
        Duration soft = Duration.ofMillis(1500);
        bench.admin
                .settingChanges()
                .changeDefinition(
                        "Mail.send",
                        now -> new DefinitionSettings("Mail.send", true, "10/m", "3", soft, null, null, null),
                        OperatedStore.NOTE);

        QueueSettings queue = bench.admin.settingChanges().queueSettings("mail");
        assertThat(queue).isEqualTo(new QueueSettings("mail", false, 3, null, 8, queue.changedAt(), "olga"));
        DefinitionSettings definition = bench.admin.settingChanges().definitionSettings("Mail.send");
        assertThat(definition)
                .isEqualTo(new DefinitionSettings(
                        "Mail.send", true, "10/m", "3", soft, null, definition.changedAt(), "olga"));
        assertThat(definition.changedAt()).isNotNull();
        assertThat(bench.admin.settingChanges().queueSettings("other")).isEqualTo(QueueSettings.none("other"));
        assertThat(bench.admin.settingChanges().definitionSettings("other"))
                .isEqualTo(DefinitionSettings.none("other"));
    }
}
