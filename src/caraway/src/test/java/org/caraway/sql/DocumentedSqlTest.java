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
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/**
 * Runs every block of SQL in the documentation, in a transaction that is rolled back. A block with the remark
 * {@value #POSTGRESQL_ONLY} runs on PostgreSQL alone. An id that is left out ({@code '…'}) stands for any.
 */
@EachDatabase
class DocumentedSqlTest {

    private static final String POSTGRESQL_ONLY = "PostgreSQL only";
    private static final String ANY_ID = "'00000000-0000-7000-8000-000000000001'";

    private final MigratedDatabase database;

    DocumentedSqlTest(MigratedDatabase database) {
        this.database = database;
    }

    /** The user of the application, in the pages. A server has each role once, for all its databases. */
    @BeforeParameterizedClassInvocation
    static void createRole(MigratedDatabase database) {
        database.execute("CREATE ROLE app");
    }

    @AfterParameterizedClassInvocation
    static void dropRole(MigratedDatabase database) {
        database.execute("DROP ROLE app");
    }

    @TestFactory
    Stream<DynamicTest> eachBlockRuns() throws IOException {
        List<CodeBlock> blocks = MarkdownPage.all().stream()
                .flatMap(page -> page.blocks("sql").stream())
                .filter(this::runsHere)
                .toList();
        assertThat(blocks).isNotEmpty();

        return blocks.stream().map(block -> DynamicTest.dynamicTest(block.place(), () -> run(block.code())));
    }

    private boolean runsHere(CodeBlock block) {
        return database.kind() == TestDatabase.POSTGRESQL || !block.remark().equals(POSTGRESQL_ONLY);
    }

    @Test
    void aBlockThatNamesAMissingColumnFails() {
        assertThatThrownBy(() -> run("SELECT name FROM caraway_task; SELECT nonsense FROM caraway_task;"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(database.kind() == TestDatabase.H2 ? "NONSENSE" : "nonsense");
    }

    private void run(String code) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
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
