package org.caraway.it.demo;

import org.caraway.it.harness.Build;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.junit.jupiter.api.AfterAll;

/** The demo on PostgreSQL, as the environment variables of the demo choose it. */
class DemoPostgresIT extends DemoConformance {

    private final PostgresDatabase database = PostgresDatabase.start();

    @Override
    ServerSettings settings() {
        return ServerSettings.onPostgres("demo-postgresql", Build.serverFile("caraway-demo.war"), database);
    }

    @AfterAll
    void stopDatabase() {
        database.close();
    }
}
