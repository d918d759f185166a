package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.admin.JdbcTaskSearch;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class H2AdminStoreTest extends AdminStoreConformance {

    private static final JdbcDataSource DATABASE = new JdbcDataSource();

    @BeforeAll
    static void migrate() {
        DATABASE.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new Schema(DATABASE).migrate();
    }

    @Override
    DataSource database() {
        return DATABASE;
    }

    @Test
    void aPageReadsBothTablesByTheirPrimaryKeys() throws SQLException {
        String id = "id < '" + UUID.randomUUID() + "'";
        String statement = JdbcTaskSearch.PAGE.formatted(id, id).replace("LIMIT ?", "LIMIT 10");
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DATABASE.getConnection();
                Statement explain = connection.createStatement();
                ResultSet row = explain.executeQuery("EXPLAIN " + statement)) {
            while (row.next()) {
                plan.append(row.getString(1));
            }
        }

        assertThat(plan.toString()).doesNotContain("tableScan");
    }
}
