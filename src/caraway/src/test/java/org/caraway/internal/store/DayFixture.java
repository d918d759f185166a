package org.caraway.internal.store;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A PostgreSQL for a class of tests, without partitions and rows before each. */
abstract class DayFixture {

    @SuppressWarnings("NullAway.Init") // by start()
    static PartitionedStore days;

    @SuppressWarnings("NullAway.Init") // by prepare()
    StoreUnderTest bench;

    @BeforeAll
    static void start() throws IOException {
        days = new PartitionedStore();
    }

    @AfterAll
    static void stop() throws IOException {
        days.close();
    }

    @BeforeEach
    void prepare() throws SQLException {
        bench = days.emptied();
    }
}
