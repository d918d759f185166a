package org.caraway.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.caraway.documentation.CodeBlock;
import org.caraway.documentation.MarkdownPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every block of SQL in the documentation, in a transaction that is rolled back. A block with the remark
 * {@value #POSTGRESQL_ONLY} runs on PostgreSQL alone. An id that is left out ({@code '…'}) stands for any.
 */
class DocumentedSqlTest {

    private static final String POSTGRESQL_ONLY = "PostgreSQL only";
    private static final String ANY_ID = "'00000000-0000-7000-8000-000000000001'";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Databases databases;

    @BeforeAll
    static void startDatabases() throws IOException, SQLException {
        databases = Databases.start();
        databases.execute("CREATE ROLE app"); // the user of the application, in the pages
    }

    @AfterAll
    static void stopDatabases() throws IOException, SQLException {
        databases.close();
    }

    @TestFactory
    Stream<DynamicTest> eachBlockRuns() throws IOException {
        List<CodeBlock> blocks = MarkdownPage.all().stream()
                .flatMap(page -> page.blocks("sql").stream())
                .toList();
        assertThat(blocks).isNotEmpty();

        return blocks.stream().flatMap(block -> databasesOf(block)
                .map(name -> DynamicTest.dynamicTest(block.place() + " on " + name, () -> run(name, block.code()))));
    }

    private static Stream<String> databasesOf(CodeBlock block) {
        return block.remark().equals(POSTGRESQL_ONLY) ? Stream.of("postgresql") : Stream.of("h2", "postgresql");
    }

    @Test
    void aBlockThatNamesAMissingColumnFails() {
        assertThatThrownBy(() -> run("h2", "SELECT name FROM caraway_task; SELECT nonsense FROM caraway_task;"))
                .isInstanceOf(SQLException.class)
                .hasMessageContainingAll("NONSENSE");
    }

    private static void run(String database, String code) throws SQLException {
        try (Connection connection = databases.get(database).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                for (String sql :
                        code.replaceAll("--[^\n]*", "").replace("'…'", ANY_ID).split(";", -1)) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
            } finally {
                connection.rollback();
            }
        }
    }
}
