package org.caraway.web.internal.read;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.caraway.TaskSummary;
import org.jspecify.annotations.Nullable;

/** Failed tasks, grouped by name and error type. Confined to one request. */
final class FailureGroups {

    private static final String FRAME = "at ";
    private static final Pattern PLATFORM =
            Pattern.compile("(?:[\\w.@-]*//?)?(?:java|javax|jakarta|jdk|sun|com\\.sun|org\\.caraway\\.internal)\\..*");

    private final Map<List<String>, Group> groups = new HashMap<>();
    private int tasks;
    private boolean complete = true;

    /**
     * Tasks with the same name and error type. Immutable.
     *
     * @param tasks their number
     * @param first when the first of them finished
     * @param sample the one that finished last
     */
    record Group(String name, String errorType, int tasks, Instant first, TaskSummary sample) {

        /** When the last of them finished. */
        Instant last() {
            return finished(sample);
        }

        private Group with(TaskSummary task) {
            Instant at = finished(task);
            return new Group(
                    name, errorType, tasks + 1, at.isBefore(first) ? at : first, at.isAfter(last()) ? task : sample);
        }
    }

    private static Instant finished(TaskSummary task) {
        return requireNonNull(task.finishedAt(), "finishedAt of a finished task");
    }

    void add(List<TaskSummary> failed) {
        for (TaskSummary task : failed) {
            @Nullable String type = task.errorType();
            String errorType = type == null ? "" : type;
            groups.compute(
                    List.of(task.name(), errorType),
                    (key, group) -> group == null
                            ? new Group(task.name(), errorType, 1, finished(task), task)
                            : group.with(task));
        }
        tasks += failed.size();
    }

    /** Notes that there are more tasks. */
    void cut() {
        complete = false;
    }

    Collection<Group> all() {
        return groups.values();
    }

    int tasks() {
        return tasks;
    }

    boolean complete() {
        return complete;
    }

    /** The first frame of a stack trace that belongs neither to the platform nor to Caraway. */
    static Optional<String> place(String trace) {
        return trace.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(FRAME))
                .map(line -> line.substring(FRAME.length()))
                .filter(frame -> !PLATFORM.matcher(frame).matches())
                .findFirst();
    }
}
