package org.caraway.internal.store.h2;

import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.complete.CompletionStatements;
import org.caraway.internal.store.database.Database;
import org.caraway.internal.store.dialect.Dialect;

/** H2 2.2.220 or newer, the first with {@code SKIP LOCKED}. Thread-safe. */
public final class H2Database implements Database {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    private final Dialect dialect = new H2Dialect();
    private final ClaimStatements claims = new H2Claims();
    private final CompletionStatements completions = new H2Completions();

    public static boolean supports(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        int major = Integer.parseInt(parts.group(1));
        int minor = Integer.parseInt(parts.group(2));
        int build = Integer.parseInt(parts.group(3));
        return major > 2 || (major == 2 && (minor > 2 || (minor == 2 && build >= 220)));
    }

    @Override
    public List<String> problems(DataSource dataSource) throws SQLException {
        return H2Url.of(dataSource).problems();
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public ClaimStatements claims() {
        return claims;
    }

    @Override
    public CompletionStatements completions() {
        return completions;
    }
}
