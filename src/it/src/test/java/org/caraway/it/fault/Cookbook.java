package org.caraway.it.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.caraway.it.harness.Build;

/** The queries for operators in {@code sql/queries.sql}. Stateless. */
final class Cookbook {

    private Cookbook() {}

    /** The query of this name, without its semicolon. */
    static String query(String name) {
        try {
            String all = Files.readString(Build.root().resolve("sql/queries.sql"));
            String title = "-- name: " + name + "\n";
            int begin = all.indexOf(title);
            if (begin < 0) {
                throw new IllegalArgumentException("sql/queries.sql has no query '" + name + "'");
            }
            return all.substring(begin + title.length(), all.indexOf(';', begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
