package org.caraway.internal.store;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeAll;

class H2FeedStoreTest extends FeedConformance {

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
}
