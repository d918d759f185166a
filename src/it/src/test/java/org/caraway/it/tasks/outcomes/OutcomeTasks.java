package org.caraway.it.tasks.outcomes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskEvent;
import org.caraway.TaskName;
import org.caraway.TaskQueue;
import org.caraway.it.tasks.Sql;

/** Tasks that say how they end, and observers of that. */
@ApplicationScoped
public class OutcomeTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    private final Map<UUID, Queue<String>> notes = new ConcurrentHashMap<>();

    @Task(softTimeLimit = "PT40S", timeLimit = "PT50S", maxRetries = 2)
    public List<String> limits() {
        return facts();
    }

    /** The test's configuration says otherwise. */
    @Task(softTimeLimit = "PT40S", timeLimit = "PT50S", maxRetries = 2)
    public List<String> configuredLimits() {
        return facts();
    }

    private List<String> facts() {
        return List.of(
                task.softTimeLimit().toString(), task.timeLimit().toString(), Integer.toString(task.maxRetries()));
    }

    @Task(retryFor = Exception.class, maxRetries = 1, retryDelay = "PT0.01S", expected = IOException.class)
    public void never() throws IOException {
        throw new IOException("never");
    }

    @Task(retryFor = Exception.class, maxRetries = 0)
    @Transactional
    public int postponeTwice() throws SQLException {
        write();
        if (task.attempt() < 3) {
            throw task.postpone(Duration.ZERO);
        }
        return task.retries();
    }

    @Task(retryFor = Exception.class)
    @Transactional
    public void rejectItself() throws SQLException {
        write();
        throw task.reject("no such country");
    }

    @Task(retryFor = Exception.class)
    @Transactional
    public String ignoreItself() throws SQLException {
        write();
        throw task.ignore("cancelled meanwhile");
    }

    @Task
    public UUID enqueueAsUrgently() {
        return tasks.enqueue(tasks.call(OutcomeTasks::tellPriority).inheritPriority())
                .id();
    }

    @Task
    public int tellPriority() {
        return task.priority();
    }

    private void write() throws SQLException {
        sql.execute("INSERT INTO outcome_effect (task) VALUES (?)", task.id().toString());
    }

    void started(@Observes TaskEvent.Started event) {
        note(event, "");
    }

    void ended(@Observes TaskEvent.Ended event) {
        note(event, "");
    }

    void gaveUp(@Observes @TaskName("OutcomeTasks.never") TaskEvent.Failed event) {
        if (event.retriesExhausted()) {
            note(event, " gave up, expected=" + event.expected());
        }
    }

    private void note(TaskEvent event, String more) {
        notes.computeIfAbsent(event.task().id(), id -> new ConcurrentLinkedQueue<>())
                .add(event.getClass().getSimpleName() + " " + event.task().attempt() + more);
    }

    /** What has been noted of the task so far. */
    public List<String> notes(UUID id) {
        return new ArrayList<>(notes.getOrDefault(id, new ConcurrentLinkedQueue<>()));
    }
}
