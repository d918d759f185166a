package org.caraway.internal.engine;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskContext;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.ClaimedTask;

/** What a task may ask of itself, as far as it stood in its row when that was claimed. Immutable. */
abstract class ClaimedTaskContext implements TaskContext {

    private final ClaimedTask task;
    private final CallerContext callerContext;
    private final TaskFacts facts;

    ClaimedTaskContext(ClaimedTask task) {
        this.task = task;
        callerContext = new CallerContext(task.createdBy(), task.context());
        facts = ClaimedFacts.of(task, callerContext);
    }

    final ClaimedTask task() {
        return task;
    }

    /** What came with the task. */
    final CallerContext callerContext() {
        return callerContext;
    }

    final TaskFacts facts() {
        return facts;
    }

    @Override
    public UUID id() {
        return task.id();
    }

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public String queue() {
        return task.queue();
    }

    @Override
    public int attempt() {
        return task.attempt();
    }

    @Override
    public int retries() {
        return task.retries();
    }

    @Override
    public int priority() {
        return task.particulars().priority();
    }

    @Override
    public Map<String, String> headers() {
        return task.headers();
    }

    @Override
    public Optional<String> caller() {
        return Optional.ofNullable(callerContext.caller());
    }

    @Override
    public Optional<Locale> locale() {
        return callerContext.locale();
    }

    @Override
    public Optional<ZoneId> timeZone() {
        return callerContext.timeZone();
    }

    @Override
    public Set<String> callerRoles() {
        return callerContext.roles();
    }

    @Override
    public Optional<String> traceParent() {
        return callerContext.traceParent();
    }

    @Override
    public UUID root() {
        return facts.rootId();
    }

    @Override
    public Optional<UUID> parent() {
        return Optional.ofNullable(task.parentId());
    }
}
