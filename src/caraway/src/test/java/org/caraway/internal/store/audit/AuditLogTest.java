package org.caraway.internal.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.caraway.admin.AuditEntry;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.Test;

/** Reading the audit log. */
@EachDatabase
class AuditLogTest {

    private final OperatedStore bench;

    AuditLogTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void theAuditIsReadNewestFirst() {
        bench.revoke(bench.tasks.insert(1).get(0));
        bench.admin
                .settingChanges()
                .changeQueue("mail", now -> now, new AuditNote(null, "touch", "mail", "x".repeat(5_000)));

        assertThat(bench.admin.audit().latest(10))
                .extracting(AuditEntry::action)
                .containsExactly("touch", "test");
        assertThat(bench.admin.audit().latest(1)).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isNull();
            assertThat(entry.detail()).hasSize(4_000);
        });
    }
}
