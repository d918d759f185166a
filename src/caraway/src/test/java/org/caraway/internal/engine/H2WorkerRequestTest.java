package org.caraway.internal.engine;

import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.Schema;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeAll;

/** Workers look each second. */
class H2WorkerRequestTest extends WorkerRequestConformance {

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

    /** Reads, sets and restores the session's setting. */
    @Override
    int boundingStatements() {
        return 3;
    }
}
