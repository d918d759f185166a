package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.NewGroup.Joined;
import org.jspecify.annotations.Nullable;

/**
 * The counters of groups. Confined to one transaction.
 *
 * <p>Each member decrements its group's counter in the transaction that finishes it, so that exactly one transaction
 * brings it to zero. A lock on the counter lasts until the commit, and would put the members of a large group in a row;
 * so such a group has {@value #SHARDS} counters, which decrement the group's own when they come to zero. Groups that
 * may be finished before all their members are have a single one.
 */
final class GroupCounters {

    /** From how many members on a group has shards. */
    static final int SHARDED_SIZE = 256;

    static final int SHARDS = 16;

    private final Connection connection;
    private final Dialect dialect;

    GroupCounters(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** The number of shards of a group. */
    static int shards(Joined joined, int size, @Nullable Integer atMost) {
        boolean whole = joined == Joined.ALL || joined == Joined.SETTLED;
        return whole && atMost == null && size >= SHARDED_SIZE ? SHARDS : 0;
    }

    /** The shard that counts the member with this index. */
    static int shardOf(int index, int shards) {
        return 1 + index % shards;
    }

    private static final String INSERT = """
            INSERT INTO caraway_group (id, shard, shards, joined, size, pending, needed, at_most, next_slot, template)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS %s))""";

    /** Inserts the counters of these groups. */
    void insert(Collection<NewGroup> groups) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT.formatted(dialect.jsonType()))) {
            for (NewGroup group : groups) {
                int shards = shards(group.joined(), group.size(), group.atMost());
                add(insert, group, 0, shards, shards == 0 ? group.size() : shards);
                for (int shard = 1; shard <= shards; shard++) {
                    add(insert, group, shard, shards, sizeOfShard(group.size(), shards, shard));
                }
            }
            insert.executeBatch();
        }
    }

    private static int sizeOfShard(int size, int shards, int shard) {
        return size / shards + (shard - 1 < size % shards ? 1 : 0);
    }

    private static void add(PreparedStatement insert, NewGroup group, int shard, int shards, int pending)
            throws SQLException {
        Integer atMost = group.atMost();
        insert.setObject(1, group.id());
        insert.setInt(2, shard);
        insert.setInt(3, shards);
        insert.setString(4, group.joined().name());
        insert.setInt(5, group.size());
        insert.setInt(6, pending);
        insert.setInt(7, group.needed());
        insert.setObject(8, atMost, Types.INTEGER);
        insert.setInt(9, atMost == null ? 0 : atMost);
        insert.setString(10, group.template());
        insert.addBatch();
    }

    /**
     * A group's counters. Immutable.
     *
     * @param id the group
     * @param shards the number of its shards, 0 for none
     * @param joined when it is finished
     * @param size the number of its members
     * @param pending how many of them, or of its shards, are unfinished
     * @param succeeded how many have succeeded; not counted with shards
     * @param failed how many have failed; not counted with shards
     * @param needed how many must succeed
     * @param atMost how many run at once, null for no bound
     * @param nextSlot the place of the next member that may begin
     */
    record Counter(
            UUID id,
            int shards,
            Joined joined,
            int size,
            int pending,
            int succeeded,
            int failed,
            int needed,
            @Nullable Integer atMost,
            int nextSlot) {}

    private static final String COLUMNS =
            "id, shards, joined, size, pending, succeeded, failed, needed, at_most, next_slot";

    private static final String READ = """
            SELECT %s
              FROM caraway_group
             WHERE id = ANY (?)
               AND shard = 0
             ORDER BY id""".formatted(COLUMNS);

    /** The counters of these groups, by their ids. */
    Map<UUID, Counter> read(Collection<UUID> ids) throws SQLException {
        Map<UUID, Counter> counters = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Counter counter = counter(row);
                    counters.put(counter.id(), counter);
                }
            }
        }
        return counters;
    }

    private static Counter counter(ResultSet row) throws SQLException {
        return new Counter(
                row.getObject(1, UUID.class),
                row.getInt(2),
                Joined.valueOf(row.getString(3)),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getInt(8),
                row.getObject(9, Integer.class),
                row.getInt(10));
    }

    private static final String TEMPLATE = """
            SELECT CAST(template AS varchar)
              FROM caraway_group
             WHERE id = ?
               AND shard = 0""";

    /** The template of a fan-out, null for other groups. */
    @Nullable
    String template(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TEMPLATE)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static final String DECREMENT = """
            UPDATE caraway_group
               SET pending = pending - ?, succeeded = succeeded + ?, failed = failed + ?
             WHERE id = ?
               AND shard = ?""";

    /** Counts these members of one group as finished, and returns its counter afterwards. */
    Counter finish(Counter group, Collection<FinishedNode> members) throws SQLException {
        if (group.shards() == 0) {
            int succeeded =
                    (int) members.stream().filter(FinishedNode::succeeded).count();
            int failed = (int) members.stream().filter(FinishedNode::failed).count();
            return decrement(group, 0, members.size(), succeeded, failed);
        }
        Map<Integer, Integer> byShard = new TreeMap<>();
        members.forEach(member -> byShard.merge(shardOf(member.groupIndex(), group.shards()), 1, Integer::sum));
        int empty = 0;
        for (Map.Entry<Integer, Integer> shard : byShard.entrySet()) {
            if (decrement(group, shard.getKey(), shard.getValue(), 0, 0).pending() == 0) {
                empty++;
            }
        }
        return empty == 0 ? group : decrement(group, 0, empty, 0, 0); // its other shards keep it from being finished
    }

    /** One statement, so that it costs one round trip while the counter is locked. */
    private Counter decrement(Counter group, int shard, int finished, int succeeded, int failed) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(dialect.updated(DECREMENT, COLUMNS))) {
            update.setInt(1, finished);
            update.setInt(2, succeeded);
            update.setInt(3, failed);
            update.setObject(4, group.id());
            update.setInt(5, shard);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? counter(row) : group;
            }
        }
    }

    private static final String NEXT_SLOT = """
            UPDATE caraway_group
               SET next_slot = ?
             WHERE id = ?
               AND shard = 0""";

    /** Records that the members before this place have begun, or are finished. */
    void nextSlot(UUID id, int slot) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(NEXT_SLOT)) {
            update.setInt(1, slot);
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    private static final String FIRST = """
            SELECT member.group_index
              FROM caraway_active AS owner
              JOIN caraway_finished AS member
                ON member.workflow_id = owner.workflow_id
               AND member.group_id = owner.id
             WHERE owner.id = ?
               AND member.state = 'SUCCESS'
             ORDER BY member.finished_at, member.id
             LIMIT ?""";

    private static final String CHOOSE = """
            UPDATE caraway_group
               SET chosen = ?
             WHERE id = ?
               AND shard = 0""";

    /**
     * Records which members have brought the group to its end, whose counter is locked: one that finishes at the same
     * instant, and commits later, must not take the place of another in what is read of the group afterwards.
     */
    void choose(UUID id, int count) throws SQLException {
        StringJoiner chosen = new StringJoiner(",");
        try (PreparedStatement select = connection.prepareStatement(FIRST);
                PreparedStatement update = connection.prepareStatement(CHOOSE)) {
            select.setObject(1, id);
            select.setInt(2, count);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    chosen.add(row.getString(1));
                }
            }
            if (chosen.length() > 0) { // the group is not finished yet
                update.setString(1, chosen.toString());
                update.setObject(2, id);
                update.executeUpdate();
            }
        }
    }

    private static final String REPLACE = """
            DELETE FROM caraway_group
             WHERE id = ?""";

    /** Replaces the counters of a fan-out, now that its members are known. */
    void replace(NewGroup group) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REPLACE)) {
            delete.setObject(1, group.id());
            delete.executeUpdate();
        }
        insert(List.of(group));
    }

    private static final String LOCK = """
            SELECT id
              FROM caraway_group
             WHERE id = ANY (?)
             ORDER BY id DESC, CASE WHEN shard = 0 THEN 1 ELSE 0 END, shard
               FOR UPDATE""";

    /** Locks the counters in the order in which members lock them: inner groups first, and their shards. */
    void lock(Collection<UUID> ids) throws SQLException {
        ByIds.select(connection, LOCK, ids);
    }

    private static final String COUNT = """
            SELECT COUNT(*)
              FROM caraway_group
             WHERE id = ANY (?)""";

    private static final String LOCK_FREE = """
            SELECT id
              FROM caraway_group
             WHERE id = ANY (?)
               FOR UPDATE SKIP LOCKED""";

    /** Locks those of the counters that are free; returns whether all are. */
    boolean lockFree(Collection<UUID> ids) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT);
                PreparedStatement lock = connection.prepareStatement(LOCK_FREE)) {
            count.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            lock.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            int free = 0;
            try (ResultSet row = lock.executeQuery()) {
                while (row.next()) {
                    free++;
                }
            }
            try (ResultSet row = count.executeQuery()) {
                return row.next() && row.getInt(1) == free;
            }
        }
    }

    private static final String FAN_OUTS = """
            SELECT id
              FROM caraway_group
             WHERE id = ANY (?)
               AND template IS NOT NULL""";

    /** Which of these are fan-outs. */
    Set<UUID> fanOuts(Collection<UUID> ids) throws SQLException {
        return ByIds.select(connection, FAN_OUTS, ids);
    }

    private static final String SET = """
            UPDATE caraway_group
               SET pending = ?, succeeded = ?, failed = ?, next_slot = ?, chosen = NULL
             WHERE id = ?
               AND shard = ?""";

    /** Sets the counters to what these finished members come to; all others of the group are unfinished. */
    void set(Counter group, Collection<WorkflowGraph.Node> finished, int nextSlot) throws SQLException {
        int succeeded = (int) finished.stream()
                .filter(node -> node.state() == TaskState.SUCCESS)
                .count();
        int failed = (int) finished.stream().filter(WorkflowGraph.Node::failed).count();
        try (PreparedStatement update = connection.prepareStatement(SET)) {
            if (group.shards() == 0) {
                set(update, group, 0, group.size() - finished.size(), succeeded, failed, nextSlot);
                return;
            }
            int open = 0;
            for (int shard = 1; shard <= group.shards(); shard++) {
                int own = shard;
                int pending = sizeOfShard(group.size(), group.shards(), shard)
                        - (int) finished.stream()
                                .filter(node -> 1 + node.index() % group.shards() == own)
                                .count();
                open += pending > 0 ? 1 : 0;
                set(update, group, shard, pending, 0, 0, nextSlot);
            }
            set(update, group, 0, open, 0, 0, nextSlot);
        }
    }

    private static void set(
            PreparedStatement update, Counter group, int shard, int pending, int succeeded, int failed, int nextSlot)
            throws SQLException {
        update.setInt(1, pending);
        update.setInt(2, succeeded);
        update.setInt(3, failed);
        update.setInt(4, nextSlot);
        update.setObject(5, group.id());
        update.setInt(6, shard);
        update.executeUpdate();
    }
}
