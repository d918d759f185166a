package org.caraway.internal.store.workflow;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.caraway.CarawayException;
import org.caraway.internal.store.enqueue.JdbcTaskInserts;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.NewGroup.Joined;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** Inserts the members of fan-outs, when the list of their elements is known. Thread-safe. */
final class FanOuts {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int CHUNK = 5_000;

    private final JdbcTaskInserts inserts;
    private final WorkflowLimits limits;
    private final Supplier<UUID> ids;
    private final PlanTemplate templates = new PlanTemplate();

    FanOuts(JdbcTaskInserts inserts, WorkflowLimits limits, Supplier<UUID> ids) {
        this.inserts = inserts;
        this.limits = limits;
        this.ids = ids;
    }

    /**
     * What was inserted for a fan-out. Immutable.
     *
     * @param size the number of elements
     * @param queues the queues of the steps that are due
     * @param ready the groups of the members that wait for nothing
     */
    record Expansion(int size, Set<String> queues, List<UUID> ready) {}

    private static final String ROW = """
            SELECT input_id, input_mode, workflow_id, CAST(arguments AS varchar) AS arguments
              FROM caraway_active
             WHERE id = ?
               AND state = 'WAITING'
               FOR UPDATE""";

    /**
     * Inserts the members of this fan-out; null if nothing is to be done now: the group was finished meanwhile, as by a
     * revocation, or another transaction has inserted them, or the workflow is paused or awaits its turn.
     *
     * @param inserted how many steps this transaction has inserted into each workflow; these are added
     * @throws CarawayException if there is no list of elements, or there are too few or too many
     */
    @Nullable
    Expansion expand(
            Connection connection,
            GroupCounters counters,
            GroupCounters.Counter group,
            String template,
            Map<UUID, Long> inserted)
            throws SQLException {
        UUID workflow;
        String list;
        try (PreparedStatement select = connection.prepareStatement(ROW)) {
            select.setObject(1, group.id());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                workflow = row.getObject("workflow_id", UUID.class);
                list = elements(connection, row);
            }
        }
        if (held(connection, workflow)
                || counters.read(List.of(group.id())).values().stream().anyMatch(now -> now.size() > 0)) {
            return null;
        }
        JsonArray elements = parsed(list);
        if (!elements.isEmpty() && elements.size() < group.needed()) {
            throw new CarawayException(
                    "The fan-out has " + elements.size() + " members, and needs " + group.needed() + " that succeed");
        }
        WorkflowPlan plan = templates.read(template);
        long more = inserted.getOrDefault(workflow, 0L)
                + (long) elements.size() * plan.tasks().size();
        admit(connection, workflow, more);
        inserted.put(workflow, more);
        return insert(connection, counters, group, new Template(plan, template), elements);
    }

    private static final String HELD = """
            SELECT 1
              FROM caraway_workflow
             WHERE id = ?
               AND (paused OR awaits_turn)""";

    private static boolean held(Connection connection, UUID workflow) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private @Nullable String elements(Connection connection, ResultSet row) throws SQLException {
        UUID input = row.getObject("input_id", UUID.class);
        return input == null
                ? parsed(row.getString("arguments")).get(0).toString()
                : new StepResults(connection, limits.plainResult())
                        .arguments(new StepPlace.Input(input, StepPlace.Mode.valueOf(row.getString("input_mode"))))
                        .get(0);
    }

    /** What is inserted for each element, and its stored form, which a rerun needs once more. Immutable. */
    private record Template(WorkflowPlan plan, String json) {}

    private Expansion insert(
            Connection connection,
            GroupCounters counters,
            GroupCounters.Counter counter,
            Template template,
            JsonArray elements)
            throws SQLException {
        PlanCopies copies = new PlanCopies(template.plan(), counter.id(), counter.atMost(), ids, limits.withElement());
        counters.replace(new NewGroup(
                counter.id(), counter.joined(), counter.needed(), elements.size(), counter.atMost(), template.json()));
        Set<String> queues = new LinkedHashSet<>();
        List<UUID> ready = new ArrayList<>();
        for (int index = 0; index < elements.size(); index++) {
            copies.add(elements.get(index).toString(), index);
            if (copies.tasks().size() >= CHUNK || index == elements.size() - 1) {
                insert(connection, counters, copies.tasks(), copies.groups());
                ready.addAll(ready(copies.tasks(), copies.groups()));
                queues.addAll(dueQueues(copies.tasks()));
                copies.clear();
            }
        }
        return new Expansion(elements.size(), queues, ready);
    }

    /** Inserts steps, and groups with their counters. */
    void insert(Connection connection, GroupCounters counters, List<NewTask> tasks, List<NewGroup> groups)
            throws SQLException {
        if (!groups.isEmpty()) {
            counters.insert(groups);
        }
        if (!tasks.isEmpty()) {
            inserts.insertPlain(connection, tasks);
        }
    }

    /** The queues of those of these steps that do not wait. */
    static Set<String> dueQueues(List<NewTask> tasks) {
        Set<String> queues = new LinkedHashSet<>();
        for (NewTask task : tasks) {
            if (task.step() != null && !task.step().waiting()) {
                queues.add(task.queue());
            }
        }
        return queues;
    }

    /** The groups that have neither members yet nor a step to wait for. */
    static List<UUID> ready(List<NewTask> tasks, List<NewGroup> groups) {
        Set<UUID> empty = new LinkedHashSet<>();
        groups.stream().filter(group -> group.size() == 0).forEach(group -> empty.add(group.id()));
        return empty.isEmpty()
                ? List.of()
                : tasks.stream()
                        .filter(task -> empty.contains(task.id()))
                        .filter(task -> task.step() == null || task.step().after() == null)
                        .map(NewTask::id)
                        .toList();
    }

    private static JsonArray parsed(@Nullable String list) {
        if (list != null) {
            try (JsonReader reader = JSON.createReader(new StringReader(list))) {
                JsonValue value = reader.readValue();
                if (value instanceof JsonArray array) {
                    return array;
                }
            } catch (JsonException broken) {
                throw new CarawayException("The fan-out needs a list, but the result before it is no JSON", broken);
            }
        }
        throw new CarawayException("The fan-out needs a list, but the step before it has returned "
                + (list == null || list.equals("null") ? "null" : "a single value")
                + "; return a List, a Set or an array from it");
    }

    private static final String COUNTED = """
            SELECT nodes
              FROM caraway_workflow
             WHERE id = ?""";

    /**
     * Fails for more steps than the workflow may have. It takes no lock, for which members would wait: fan-outs of one
     * workflow at the same instant may exceed the limit together.
     */
    void admit(Connection connection, UUID workflow, long more) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNTED)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getLong(1) + more > limits.maxNodes()) {
                    throw new CarawayException("Workflow " + workflow + " would have " + (row.getLong(1) + more)
                            + " steps and groups, more than " + limits.maxNodes()
                            + "; give each step more to do, or raise caraway.workflow.max-nodes");
                }
            }
        }
    }

    private static final String COUNT = """
            UPDATE caraway_workflow
               SET nodes = nodes + ?
             WHERE id = ?""";

    /** Counts the steps that were inserted into these workflows; they stay locked until the commit. */
    void count(Connection connection, Map<UUID, Long> inserted) throws SQLException {
        if (inserted.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(COUNT)) {
            for (Map.Entry<UUID, Long> workflow : inserted.entrySet()) {
                update.setLong(1, workflow.getValue());
                update.setObject(2, workflow.getKey());
                update.executeUpdate();
            }
        }
    }

    /** How a group is finished that never had members. */
    static boolean succeedsEmpty(GroupCounters.Counter group) {
        return group.joined() != Joined.ANY && (group.joined() != Joined.AT_LEAST || group.needed() == 0);
    }
}
