package org.caraway.internal.feed;

import java.util.List;
import java.util.UUID;
import org.caraway.admin.TaskFeed.Subscription;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.TestDatabase;

/** Two nodes that have nothing in common but a database in memory. */
final class TwoNodes implements AutoCloseable {

    private static final String MARK = "STARTED 900000";
    private static final int EARLY = 9_000_000;
    private static final int LAST = 9_000_005;

    private final MigratedDatabase database = TestDatabase.H2.open();
    final Node here;
    final Node there;

    TwoNodes() {
        here = new Node("here", database.dataSource());
        there = new Node("there", database.dataSource());
    }

    /** Follows here, and waits until both nodes tell what happens on them. */
    Subscription follow(Heard listener) {
        Subscription following = here.feed.subscribe(null, listener);
        awaitBothTell(listener);
        return following;
    }

    void awaitBothTell(Heard listener) {
        UUID mark = UUID.randomUUID();
        Node.eventually("both nodes tell what happens", () -> {
            here.start(mark, EARLY + 1);
            there.start(mark, EARLY + 2);
            return listener.lines().containsAll(List.of(started(EARLY + 1), started(EARLY + 2)));
        });
        here.start(mark, LAST + 1);
        there.start(mark, LAST + 2);
        listener.await(started(LAST + 1));
        listener.await(started(LAST + 2));
    }

    private static String started(int attempt) {
        return "STARTED " + attempt;
    }

    /** What was told but for that by which it was found out whether both nodes tell. */
    static List<String> lines(Heard listener) {
        return listener.lines().stream().filter(line -> !line.startsWith(MARK)).toList();
    }

    /** The position of the last change. */
    static String last(Heard listener) {
        return listener.positions().get(listener.positions().size() - 1);
    }

    void awaitNobodyFollows() {
        Node.eventually("both nodes know that nobody follows", () -> !here.feed.wanted() && !there.feed.wanted());
    }

    /** Makes the time for which somebody wanted to know a thing of the past. */
    void lapse() {
        execute("UPDATE caraway_feed SET wanted_until = CURRENT_TIMESTAMP - INTERVAL '1' MINUTE");
    }

    void execute(String sql) {
        database.execute(sql);
    }

    long number(String sql) {
        return database.number(sql);
    }

    @Override
    public void close() {
        here.close();
        there.close();
        database.close();
    }
}
