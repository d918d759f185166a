package org.caraway.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The queries of {@code sql/queries.sql}. */
final class Cookbook {

    private static final Path FILE = Path.of("../../sql/queries.sql");
    private static final Pattern MARKER = Pattern.compile("(?m)^-- name: ");

    private Cookbook() {}

    /** A query with its comments. JDBC takes both, but no closing semicolon. */
    record Query(String name, String sql) {}

    static List<Query> read() throws IOException {
        List<Query> queries = new ArrayList<>();
        String[] parts = MARKER.split(Files.readString(FILE), -1);
        for (int i = 1; i < parts.length; i++) {
            int endOfName = parts[i].indexOf('\n');
            String sql = parts[i].substring(endOfName + 1).strip();
            queries.add(new Query(parts[i].substring(0, endOfName), sql.substring(0, sql.length() - 1)));
        }
        return queries;
    }
}
