package org.caraway.it.tasks.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskEnqueueing;
import org.caraway.TaskEvent;
import org.caraway.TaskName;
import org.caraway.TaskQueue;
import org.caraway.WorkerEvent;

/** Tasks, and observers that note what they are told of them. */
@ApplicationScoped
public class EventTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    private final Map<UUID, Queue<String>> notes = new ConcurrentHashMap<>();
    private final Queue<String> workers = new ConcurrentLinkedQueue<>();

    @Task
    public String greet(String name) {
        task.progress(1, 2, "greeting");
        return "Hello " + name;
    }

    @Task
    @Transactional
    public String inTransaction() {
        return "done";
    }

    @Task(retryFor = IOException.class, retryDelay = "PT0.01S", retryJitter = false)
    public int secondTime() throws IOException {
        if (task.attempt() == 1) {
            throw new IOException("cut off");
        }
        return task.attempt();
    }

    @Task(retryFor = {})
    public void fail() {
        throw new IllegalStateException("on purpose");
    }

    @Task
    public String checked() {
        return String.valueOf(task.headers().get("checked-by"));
    }

    /** Enqueues within a transaction that commits. */
    @Transactional
    public UUID enqueueAndCommit() {
        return tasks.enqueue(EventTasks::greet, "Ada").id();
    }

    /** Enqueues within a transaction that does not. */
    @Transactional
    public void enqueueAndFail(List<UUID> id) {
        id.add(tasks.enqueue(EventTasks::greet, "Ada").id());
        throw new IllegalStateException("rolled back on purpose");
    }

    void step(@Observes TaskEvent event) {
        String error = event instanceof TaskEvent.Failed failed
                ? " " + failed.error().message()
                : event instanceof TaskEvent.Retried retried
                        ? " " + retried.error().message()
                        : "";
        note(event, event.getClass().getSimpleName() + " " + event.task().attempt() + error);
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) TaskEvent.Enqueued event) {
        note(event, "Committed");
    }

    void later(@ObservesAsync @TaskName("EventTasks.greet") TaskEvent.Succeeded event) {
        note(event, "later");
    }

    void broken(@Observes @TaskName("EventTasks.inTransaction") TaskEvent.Started event) {
        throw new AssertionError(
                "an observer's own mistake about " + event.task().id());
    }

    void check(@Observes @TaskName("EventTasks.checked") TaskEnqueueing event) {
        event.header("checked-by", "the gate");
    }

    void refuse(@Observes @TaskName("EventTasks.fail") TaskEnqueueing event) {
        if (event.call().options().labels().containsKey("refused")) {
            event.veto("it is labelled so");
        }
    }

    void worker(@Observes WorkerEvent event) {
        workers.add(event.getClass().getSimpleName());
    }

    private void note(TaskEvent event, String line) {
        notes.computeIfAbsent(event.task().id(), id -> new ConcurrentLinkedQueue<>())
                .add(line);
    }

    /** What has been noted of the task so far. */
    public List<String> notes(UUID id) {
        return new ArrayList<>(notes.getOrDefault(id, new ConcurrentLinkedQueue<>()));
    }

    /** What has been noted of the worker so far. */
    public List<String> workerNotes() {
        return new ArrayList<>(workers);
    }
}
