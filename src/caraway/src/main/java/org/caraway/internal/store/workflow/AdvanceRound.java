package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.TaskState;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * One advance of workflows. Confined to one transaction.
 *
 * <p>It first releases and ends what it can, and then counts the members of one group after the other, of the innermost
 * first. A group is made before the groups in it, and ids ascend, so that is the order of the ids from the greatest
 * down; an id that the caller chose is that of an outermost group. The workflow's own row is updated last.
 */
final class AdvanceRound {

    private static final Comparator<UUID> INNERMOST_FIRST =
            Comparator.<UUID>comparingInt(id -> id.version() == 7 ? 0 : 1).thenComparing(Comparator.reverseOrder());

    private final Connection connection;
    private final WorkflowLimits limits;
    private final FanOuts fanOuts;
    private final WaitingSteps waiting;
    private final GroupCounters counters;
    private final GroupGrowth growth;
    private final Map<UUID, List<WorkflowPlan>> added;
    private final Set<String> queues;
    private final Set<UUID> ended = new LinkedHashSet<>();
    private final NavigableMap<UUID, List<FinishedNode>> uncounted = new TreeMap<>(INNERMOST_FIRST);
    private final Map<UUID, Long> inserted;

    AdvanceRound(Connection connection, Dialect dialect, WorkflowLimits limits, FanOuts fanOuts, StepChanges changes) {
        this.connection = connection;
        this.limits = limits;
        this.fanOuts = fanOuts;
        waiting = new WaitingSteps(connection, dialect.clock());
        counters = new GroupCounters(connection, dialect);
        growth = new GroupGrowth(connection, counters);
        added = new TreeMap<>(changes.added());
        queues = new LinkedHashSet<>(changes.queues());
        inserted = new TreeMap<>(changes.inserted());
    }

    WaitingSteps waiting() {
        return waiting;
    }

    /** Goes on until nothing more is finished. */
    Advance run(List<FinishedNode> first) throws SQLException {
        List<FinishedNode> nodes = first;
        while (!nodes.isEmpty() || !uncounted.isEmpty()) {
            List<FinishedNode> next = new ArrayList<>();
            if (!nodes.isEmpty()) {
                followers(nodes, next);
                nodes.forEach(this::toCount);
            }
            if (next.isEmpty()) {
                countInnermost(next);
            }
            next.forEach(node -> ended.add(node.id()));
            nodes = next;
        }
        fanOuts.count(connection, inserted);
        return new Advance(queues, ended);
    }

    void followers(List<FinishedNode> nodes, List<FinishedNode> next) throws SQLException {
        Map<UUID, FinishedNode> byId = new TreeMap<>();
        nodes.forEach(node -> byId.put(node.id(), node));
        List<WaitingSteps.Step> following = waiting.following(byId.keySet());
        if (following.isEmpty()) {
            return;
        }
        Set<UUID> answers = returnedTrue(following, byId);
        List<WaitingSteps.Step> released = new ArrayList<>();
        List<UUID> skipped = new ArrayList<>();
        Map<FinishedNode, List<UUID>> failed = new LinkedHashMap<>();
        for (WaitingSteps.Step step : following) {
            FinishedNode node = byId.get(step.afterId());
            if (node == null) {
                continue;
            }
            switch (fate(step, node, answers.contains(node.id()))) {
                case RELEASE -> released.add(step);
                case SKIP -> skipped.add(step.id());
                case END ->
                    failed.computeIfAbsent(node, any -> new ArrayList<>()).add(step.id());
                case WAIT -> {}
            }
        }
        release(released, next);
        next.addAll(waiting.finish(skipped, new WaitingSteps.End(TaskState.SKIPPED, null, null, null, false)));
        for (Map.Entry<FinishedNode, List<UUID>> end : failed.entrySet()) {
            next.addAll(waiting.finish(end.getValue(), endOf(end.getKey(), false)));
        }
    }

    private Set<UUID> returnedTrue(List<WaitingSteps.Step> following, Map<UUID, FinishedNode> byId)
            throws SQLException {
        Set<UUID> answers = new LinkedHashSet<>();
        for (WaitingSteps.Step step : following) {
            FinishedNode node = byId.get(step.afterId());
            boolean asks = step.when() == StepPlace.When.TRUE || step.when() == StepPlace.When.FALSE;
            if (asks && node != null && node.succeeded() && !answers.contains(node.id())) {
                String value = new StepResults(connection, limits.plainResult()).value(node.id());
                if (value.strip().equals("true")) {
                    answers.add(node.id());
                }
            }
        }
        return answers;
    }

    void release(List<WaitingSteps.Step> released, List<FinishedNode> next) throws SQLException {
        List<UUID> groups = new ArrayList<>();
        List<UUID> tasks = new ArrayList<>();
        for (WaitingSteps.Step step : released) {
            if (step.isGroup()) {
                groups.add(step.id());
            } else {
                tasks.add(step.id());
                queues.add(step.queue());
            }
        }
        if (!tasks.isEmpty()) {
            waiting.release(tasks);
        }
        open(groups, next);
    }

    /** Inserts the members of fan-outs, and finishes groups that have none. */
    void open(List<UUID> groups, List<FinishedNode> next) throws SQLException {
        List<UUID> ready = new ArrayList<>(groups);
        while (!ready.isEmpty()) {
            List<UUID> more = new ArrayList<>();
            for (GroupCounters.Counter group : counters.read(ready).values()) {
                if (group.size() == 0) {
                    openOne(group, more, next);
                }
            }
            ready = more;
        }
    }

    private void openOne(GroupCounters.Counter group, List<UUID> more, List<FinishedNode> next) throws SQLException {
        String template = counters.template(group.id());
        try {
            int size = 0;
            if (template != null) {
                FanOuts.Expansion expansion = fanOuts.expand(connection, counters, group, template, inserted);
                if (expansion == null) {
                    return;
                }
                size = expansion.size();
                queues.addAll(expansion.queues());
                more.addAll(expansion.ready());
            }
            if (size == 0) {
                next.addAll(waiting.finish(List.of(group.id()), emptyEnd(group)));
            }
        } catch (CarawayException impossible) {
            next.addAll(waiting.finish(
                    List.of(group.id()),
                    new WaitingSteps.End(
                            TaskState.FAILURE, null, impossible.getClass().getName(), impossible.getMessage(), true)));
        }
    }

    private void toCount(FinishedNode node) {
        UUID group = node.groupId();
        if (group != null) {
            uncounted.computeIfAbsent(group, any -> new ArrayList<>()).add(node);
        }
    }

    private void countInnermost(List<FinishedNode> next) throws SQLException {
        Map.Entry<UUID, List<FinishedNode>> innermost = uncounted.pollFirstEntry();
        if (innermost == null) {
            return;
        }
        List<FinishedNode> members = innermost.getValue();
        grow(innermost.getKey(), next);
        GroupCounters.Counter before =
                counters.read(List.of(innermost.getKey())).get(innermost.getKey());
        if (before != null) {
            GroupCounters.Counter group = counters.finish(before, members);
            WaitingSteps.End end = endOf(group, members);
            if (end != null) {
                next.addAll(waiting.finish(List.of(group.id()), end));
            }
            nextSlots(group, members, next);
        }
    }

    /** Adds the members that members of this group ask for, before the ends of those are counted. */
    private void grow(UUID group, List<FinishedNode> next) throws SQLException {
        for (WorkflowPlan member : added.getOrDefault(group, List.of())) {
            List<NewTask> tasks = growth.add(group, member);
            UUID workflow = growth.workflowOf(member);
            long more = inserted.getOrDefault(workflow, 0L) + tasks.size();
            fanOuts.admit(connection, workflow, more);
            inserted.put(workflow, more);
            fanOuts.insert(connection, counters, tasks, member.groups());
            queues.addAll(FanOuts.dueQueues(tasks));
            open(FanOuts.ready(tasks, member.groups()), next);
        }
    }

    /** As many members may begin as have been finished of those that had begun. */
    private void nextSlots(GroupCounters.Counter group, List<FinishedNode> members, List<FinishedNode> next)
            throws SQLException {
        if (group.atMost() == null || group.nextSlot() >= group.size()) {
            return;
        }
        int count = (int) members.stream()
                .filter(member -> member.groupIndex() < group.nextSlot())
                .count();
        if (count == 0) {
            return;
        }
        List<Integer> slots = waiting.slots(group.id(), group.nextSlot(), count);
        if (slots.size() < count) {
            counters.nextSlot(group.id(), group.size());
        } else {
            counters.nextSlot(group.id(), slots.get(count - 1) + 1);
        }
        if (!slots.isEmpty()) {
            release(waiting.ofSlots(group.id(), slots.get(0), slots.get(slots.size() - 1)), next);
        }
    }

    /** How a group ends now, null if it does not. */
    private WaitingSteps.@Nullable End endOf(GroupCounters.Counter group, List<FinishedNode> members)
            throws SQLException {
        FinishedNode failed =
                members.stream().filter(FinishedNode::failed).findFirst().orElse(null);
        boolean over = group.pending() <= 0;
        boolean fails =
                switch (group.joined()) {
                    case ALL, BRANCH -> failed != null;
                    case SETTLED -> false;
                    case ANY -> over && group.succeeded() == 0 && group.failed() > 0;
                    case AT_LEAST -> group.size() - group.failed() < group.needed();
                };
        if (fails && failed != null) {
            return endOf(failed, true);
        }
        boolean succeeds =
                switch (group.joined()) {
                    case ALL, BRANCH, SETTLED -> over;
                    case ANY -> group.succeeded() > 0 || over;
                    case AT_LEAST -> group.succeeded() >= group.needed() || over;
                };
        if (!succeeds) {
            return null;
        }
        if (group.joined() == NewGroup.Joined.ANY || group.joined() == NewGroup.Joined.AT_LEAST) {
            counters.choose(group.id(), Math.max(1, group.needed()));
        }
        return new WaitingSteps.End(TaskState.SUCCESS, null, null, null, true);
    }

    private static final String ERROR = """
            SELECT error_type, error_message
              FROM caraway_finished
             WHERE id = ?""";

    /** The end of what depends on a step that has failed. */
    private WaitingSteps.End endOf(FinishedNode failed, boolean counted) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ERROR)) {
            select.setObject(1, failed.cause());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new WaitingSteps.End(
                                failed.state(), failed.cause(), row.getString(1), row.getString(2), counted)
                        : new WaitingSteps.End(failed.state(), failed.cause(), null, null, counted);
            }
        }
    }

    private static WaitingSteps.End emptyEnd(GroupCounters.Counter group) {
        return FanOuts.succeedsEmpty(group)
                ? new WaitingSteps.End(TaskState.SUCCESS, null, null, null, true)
                : new WaitingSteps.End(
                        TaskState.FAILURE,
                        null,
                        CarawayException.class.getName(),
                        "The group has no members, and needs " + Math.max(1, group.needed()) + " that succeed",
                        true);
    }

    private enum Fate {
        RELEASE,
        SKIP,
        END,
        WAIT
    }

    private static Fate fate(WaitingSteps.Step step, FinishedNode node, boolean returnedTrue) {
        StepPlace.When when = step.when();
        if (when == null) {
            return Fate.WAIT;
        }
        if (node.state() == TaskState.SKIPPED) {
            return Fate.SKIP;
        }
        return switch (when) {
            case SUCCESS -> node.failed() ? Fate.END : Fate.RELEASE;
            case CALLBACK -> node.failed() ? Fate.SKIP : Fate.RELEASE;
            case FAILURE -> node.failed() ? Fate.RELEASE : Fate.SKIP;
            case TRUE -> node.failed() ? Fate.END : returnedTrue ? Fate.RELEASE : Fate.SKIP;
            case FALSE -> node.failed() ? Fate.END : returnedTrue ? Fate.SKIP : Fate.RELEASE;
            case SLOT -> node.counted() ? Fate.WAIT : node.failed() ? Fate.END : Fate.WAIT;
        };
    }
}
