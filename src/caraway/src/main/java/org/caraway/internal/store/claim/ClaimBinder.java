package org.caraway.internal.store.claim;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.claim.Watermarks.Mark;

/** Binds the parameters of the claim statement for PostgreSQL in their order. Confined to one statement. */
public final class ClaimBinder {

    private final Connection connection;
    private final PreparedStatement statement;
    private int index;

    public ClaimBinder(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    public void text(String value) throws SQLException {
        statement.setString(++index, value);
    }

    public void number(int value) throws SQLException {
        statement.setInt(++index, value);
    }

    public void array(String type, Object... values) throws SQLException {
        Array array = connection.createArrayOf(type, values);
        statement.setArray(++index, array);
    }

    /** The parameters of the fairness groups, in a circle from the one that was served last. */
    public void groups(ClaimRequest request, List<Mark> marks) throws SQLException {
        Object[] names = request.names().toArray();
        List<Object[]> rows = GroupRange.ofAll(request.after(), marks, request.names()).stream()
                .map(range -> new Object[] {
                    range.priority(),
                    range.after().name(),
                    range.after().key(),
                    range.until().name(),
                    range.until().key(),
                    range.since()
                })
                .toList();
        columns(rows, "int4", "text", "text", "text", "text", "timestamptz");
        text(request.queue());
        text(request.queue());
        array("text", names);
        array("text", names);
    }

    public void marks(List<Mark> marks) throws SQLException {
        List<Object[]> rows = marks.stream()
                .map(mark -> new Object[] {
                    mark.priority(), mark.group().name(), mark.group().key(), mark.from()
                })
                .toList();
        columns(rows, "int4", "text", "text", "timestamptz");
    }

    public void limits(Map<String, StartLimits> limits, OffsetDateTime now) throws SQLException {
        List<Object[]> rates = new ArrayList<>();
        List<Object[]> most = new ArrayList<>();
        limits.forEach((name, bounds) -> {
            for (RateLimit rate : bounds.rates()) {
                rates.add(new Object[] {name, Buckets.ownerOf(name, rate), Buckets.textOf(rate), rate.per() != null});
            }
            for (ConcurrencyLimit limit : bounds.concurrency()) {
                most.add(new Object[] {name, limit.most(), limit.per() != null});
            }
        });
        columns(rates, "text", "text", "text", "bool");
        statement.setObject(++index, now);
        columns(most, "text", "int4", "bool");
    }

    private void columns(List<Object[]> rows, String... types) throws SQLException {
        for (int column = 0; column < types.length; column++) {
            int wanted = column;
            array(types[column], rows.stream().map(row -> row[wanted]).toArray());
        }
    }
}
