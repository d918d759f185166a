package org.caraway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.TestDatabase;
import org.junit.jupiter.api.Test;

/** The columns of the view in {@code sql/README.md}. */
@EachDatabase
class ViewDocumentationTest {

    private static final Path README = Path.of("../../sql/README.md");

    private static final String COLUMNS = """
            SELECT column_name, data_type, character_maximum_length
              FROM information_schema.columns
             WHERE LOWER(table_name) = 'caraway_task'
             ORDER BY ordinal_position""";

    private final MigratedDatabase database;

    ViewDocumentationTest(MigratedDatabase database) {
        this.database = database;
    }

    @Test
    void theDocumentedColumnsAreThoseOfTheView() throws Exception {
        int typeCell = database.kind() == TestDatabase.POSTGRESQL ? 2 : 3;

        assertThat(documented(typeCell)).isEqualTo(columns());
    }

    private static List<String> documented(int typeCell) throws IOException {
        String page = Files.readString(README);
        String section = page.substring(page.indexOf("## The view"), page.indexOf("## States"));
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replace("`", "").split("\\s*\\|\\s*", -1))
                .map(cells -> cells[1] + " " + cells[typeCell])
                .toList();
    }

    private List<String> columns() throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COLUMNS)) {
            while (row.next()) {
                String type = row.getString(2).toLowerCase(Locale.ROOT);
                String length = type.equals("character varying") ? "(" + row.getLong(3) + ")" : "";
                columns.add(row.getString(1).toLowerCase(Locale.ROOT) + " " + type + length);
            }
        }
        return columns;
    }
}
