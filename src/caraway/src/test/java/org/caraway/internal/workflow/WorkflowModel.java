package org.caraway.internal.workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.caraway.Join;
import org.caraway.TaskState;
import org.caraway.WorkflowNode;
import org.caraway.WorkflowNode.Input;
import org.caraway.internal.workflow.ModelSteps.Fate;
import org.jspecify.annotations.Nullable;

/**
 * What a composition must come to, as a plain recursion without rows or counters. Confined to one thread.
 *
 * <p>Only when each step was finished is taken from the real run: that decides joins of the first that succeed, and
 * which of several failures is a group's.
 */
final class WorkflowModel {

    private final ToLongFunction<String> finishedAt;
    private final boolean messages;
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<TaskState, Integer> states = new EnumMap<>(TaskState.class);

    /** With the time at which the step with this text was finished. */
    WorkflowModel(ToLongFunction<String> finishedAt, boolean messages) {
        this.finishedAt = finishedAt;
        this.messages = messages;
    }

    /**
     * The end of a node. Immutable.
     *
     * @param state SUCCESS, FAILURE or REVOKED
     * @param value its result: a text, a list, a Boolean, an Outcome or null
     * @param time when it was finished
     * @param message of its error
     */
    record End(
            TaskState state,
            @Nullable Object value,
            long time,
            @Nullable String message) {

        boolean succeeded() {
            return state == TaskState.SUCCESS;
        }

        static End success(@Nullable Object value, long time) {
            return new End(TaskState.SUCCESS, value, time, null);
        }
    }

    /** What a settled join has of a member. */
    private record Settled(End end) {}

    End run(WorkflowNode node) {
        return eval(node, End.success(null, 0));
    }

    /** How often each step must have been run to its end, by its text. */
    Map<String, Integer> calls() {
        return calls;
    }

    /** How many rows there must be in each state. */
    Map<TaskState, Integer> states() {
        return states;
    }

    String textOf(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::textOf).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Settled settled) {
            return outcomeOf(settled.end());
        }
        return value == null ? "-" : value.toString();
    }

    private String outcomeOf(End end) {
        if (end.succeeded()) {
            return "ok:" + textOf(end.value());
        }
        return !messages ? "failed" : end.state() == TaskState.REVOKED ? "REVOKED" : String.valueOf(end.message());
    }

    private End eval(WorkflowNode node, End before) {
        if (node instanceof WorkflowNode.Step step) {
            return step(step, before);
        }
        if (node instanceof WorkflowNode.Sequence sequence) {
            End end = before;
            boolean failed = false;
            for (WorkflowNode next : sequence.nodes()) {
                if (failed) {
                    ended(next, end);
                } else {
                    end = eval(next, end);
                    failed = !end.succeeded();
                }
            }
            return end;
        }
        if (node instanceof WorkflowNode.Members members) {
            List<End> ends = new ArrayList<>();
            members.nodes().forEach(member -> ends.add(eval(member, before)));
            return counted(joined(members.join(), ends, before.time()));
        }
        if (node instanceof WorkflowNode.Each each) {
            return fanOut(each, before);
        }
        if (node instanceof WorkflowNode.Branch branch) {
            return branch(branch, before);
        }
        WorkflowNode.Watched watched = (WorkflowNode.Watched) node;
        End end = eval(watched.node(), before);
        callbacks(watched, end);
        return end;
    }

    private void callbacks(WorkflowNode.Watched watched, End end) {
        List<WorkflowNode> called = end.succeeded() ? watched.onSuccess() : watched.onFailure();
        List<WorkflowNode> others = end.succeeded() ? watched.onFailure() : watched.onSuccess();
        called.forEach(callback -> eval(callback, end));
        others.forEach(this::skipped);
    }

    private End step(WorkflowNode.Step step, End before) {
        String text = ModelSteps.callOf(String.valueOf(step.arguments().get(0)), inputOf(step.input(), before));
        calls.merge(text, 1, Integer::sum);
        long time = finishedAt.applyAsLong(text);
        return counted(
                switch (Fate.of(text)) {
                    case FAILS -> new End(TaskState.FAILURE, null, time, text);
                    case IS_REVOKED -> new End(TaskState.REVOKED, null, time, null);
                    case SUCCEEDS, RETRIES -> End.success(valueOf(String.valueOf(step.task()), text), time);
                });
    }

    private String inputOf(Input input, End before) {
        return switch (input) {
            case NONE -> "";
            case RESULT -> textOf(before.value());
            case OUTCOME -> outcomeOf(before);
            case MEMBERS ->
                before.value() instanceof List<?> values
                        ? values.stream().map(this::textOf).collect(Collectors.joining("&"))
                        : "";
        };
    }

    private static Object valueOf(String task, String text) {
        return switch (task) {
            case "ModelSteps.asks" -> ModelSteps.answerOf(text);
            case "ModelSteps.list", "ModelSteps.listStart" -> ModelSteps.elementsOf(text, false);
            case "ModelSteps.filled", "ModelSteps.filledStart" -> ModelSteps.elementsOf(text, true);
            default -> text;
        };
    }

    private End fanOut(WorkflowNode.Each each, End before) {
        List<?> elements = before.value() instanceof List<?> list ? list : List.of();
        if (!elements.isEmpty() && elements.size() < each.join().needed()) {
            return counted(failure(
                    before.time(),
                    "The fan-out has " + elements.size() + " members, and needs "
                            + each.join().needed() + " that succeed"));
        }
        List<End> ends = new ArrayList<>();
        elements.forEach(element -> ends.add(eval(each.element(), End.success(element, before.time()))));
        return counted(joined(each.join(), ends, before.time()));
    }

    private static End failure(long time, String message) {
        return new End(TaskState.FAILURE, null, time, message);
    }

    private static End joined(Join join, List<End> ends, long begun) {
        long last = ends.stream().mapToLong(End::time).max().orElse(begun);
        List<End> succeeded = ends.stream()
                .filter(End::succeeded)
                .sorted(Comparator.comparingLong(End::time))
                .toList();
        List<End> failed = ends.stream()
                .filter(end -> !end.succeeded())
                .sorted(Comparator.comparingLong(End::time))
                .toList();
        if (join instanceof Join.Settled) {
            return End.success(ends.stream().map(Settled::new).toList(), last);
        }
        if (join instanceof Join.All) {
            return failed.isEmpty()
                    ? End.success(ends.stream().map(End::value).collect(Collectors.toList()), last)
                    : failed.get(0);
        }
        int needed = Math.max(1, join.needed());
        if (ends.isEmpty()) {
            return failure(begun, "The group has no members, and needs " + needed + " that succeed");
        }
        if (succeeded.size() < needed) {
            return failed.get(ends.size() - needed);
        }
        List<End> first = succeeded.subList(0, needed);
        long time = first.get(needed - 1).time();
        return join instanceof Join.Any
                ? End.success(first.get(0).value(), time)
                : End.success(
                        ends.stream().filter(first::contains).map(End::value).collect(Collectors.toList()), time);
    }

    private End branch(WorkflowNode.Branch branch, End before) {
        End asked = step(branch.condition(), before);
        WorkflowNode otherwise = branch.otherwise();
        if (!asked.succeeded()) {
            ended(branch.taken(), asked);
            if (otherwise != null) {
                ended(otherwise, asked);
            }
            return counted(asked);
        }
        boolean yes = Boolean.TRUE.equals(asked.value());
        WorkflowNode followed = yes ? branch.taken() : otherwise;
        WorkflowNode other = yes ? otherwise : branch.taken();
        if (other != null) {
            skipped(other);
        }
        return counted(
                followed == null
                        ? End.success(null, asked.time())
                        : eval(followed, End.success(before.value(), asked.time())));
    }

    /** What never runs, because what it depends on has failed. */
    private void ended(WorkflowNode node, End by) {
        never(node, by);
    }

    private void skipped(WorkflowNode node) {
        never(node, null);
    }

    private void never(WorkflowNode node, @Nullable End by) {
        if (node instanceof WorkflowNode.Sequence sequence) {
            sequence.nodes().forEach(next -> never(next, by));
        } else if (node instanceof WorkflowNode.Watched watched) {
            never(watched.node(), by);
            if (by == null) {
                watched.onSuccess().forEach(this::skipped);
                watched.onFailure().forEach(this::skipped);
            } else {
                callbacks(watched, by);
            }
        } else {
            states.merge(by == null ? TaskState.SKIPPED : by.state(), 1, Integer::sum);
            if (node instanceof WorkflowNode.Members members) {
                members.nodes().forEach(member -> never(member, by));
            } else if (node instanceof WorkflowNode.Branch branch) {
                never(branch.condition(), by);
                never(branch.taken(), by);
                WorkflowNode otherwise = branch.otherwise();
                if (otherwise != null) {
                    never(otherwise, by);
                }
            }
        }
    }

    private End counted(End end) {
        states.merge(end.state(), 1, Integer::sum);
        return end;
    }

    /** With ends of which none is told from another, as if all that has failed were FAILURE. */
    static Map<TaskState, Integer> merged(Map<TaskState, Integer> states) {
        Map<TaskState, Integer> merged = new HashMap<>();
        states.forEach((state, count) ->
                merged.merge(state == TaskState.REVOKED ? TaskState.FAILURE : state, count, Integer::sum));
        return merged;
    }
}
