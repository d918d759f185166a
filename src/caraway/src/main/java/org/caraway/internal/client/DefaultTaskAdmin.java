package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.admin.AttemptInfo;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.DefinitionInfo;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.DurableStepInfo;
import org.caraway.admin.NameStats;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.StatsPoint;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.UnclaimableGroup;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerResponses;
import org.caraway.admin.WorkerSelection;
import org.caraway.admin.WorkflowView;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.worker.Unclaimable;
import org.caraway.internal.store.workflow.Advance;
import org.jspecify.annotations.Nullable;

/** {@link TaskAdmin} over a store. Thread-safe. */
public final class DefaultTaskAdmin implements TaskAdmin {

    private static final int ENTRIES_CAP = 1_000;
    private static final TaskState[] NOT_STARTED = {TaskState.PENDING, TaskState.RETRY, TaskState.WAITING};

    private final Store store;
    private final TaskControl control;
    private final WorkerInspection workers;
    private final TaskRegistry registry;
    private final NewArgumentsCheck newArguments;
    private final MaskedArguments maskedArguments;
    private final Map<String, String> configuration;
    private final @Nullable String actor;
    private final QueueChanges queues;
    private final DefinitionChanges definitions;

    /**
     * An admin over this store, without an actor.
     *
     * @param argumentsCapBytes the largest size of the arguments of a task, in bytes of JSON
     * @param configuration the configuration of this process to show, without secrets
     */
    public DefaultTaskAdmin(
            Store store,
            TaskControl control,
            WorkerInspection workers,
            TaskRegistry registry,
            PayloadCodec payload,
            int argumentsCapBytes,
            Map<String, String> configuration) {
        this.store = store;
        this.control = control;
        this.workers = workers;
        this.registry = registry;
        this.newArguments = new NewArgumentsCheck(registry, payload, new ArgumentsCap(argumentsCapBytes));
        this.maskedArguments = new MaskedArguments(registry, payload);
        this.configuration = Map.copyOf(configuration);
        this.actor = null;
        this.queues = new QueueChanges(store.settingChanges(), control, null);
        this.definitions = new DefinitionChanges(store.settingChanges(), control, registry, null);
    }

    private DefaultTaskAdmin(DefaultTaskAdmin other, String actor) {
        this.store = other.store;
        this.control = other.control;
        this.workers = other.workers;
        this.registry = other.registry;
        this.newArguments = other.newArguments;
        this.maskedArguments = other.maskedArguments;
        this.configuration = other.configuration;
        this.actor = actor;
        this.queues = new QueueChanges(store.settingChanges(), control, actor);
        this.definitions = new DefinitionChanges(store.settingChanges(), control, registry, actor);
    }

    @Override
    public TaskAdmin by(String name) {
        return new DefaultTaskAdmin(this, requireNonNull(name, "actor"));
    }

    @Override
    public TaskPage find(TaskQuery query) {
        List<TaskSummary> found = store.search().find(requireNonNull(query, "query"));
        if (found.size() <= query.limit()) {
            return new TaskPage(found, null);
        }
        List<TaskSummary> page = found.subList(0, query.limit());
        return new TaskPage(page, page.get(page.size() - 1).id());
    }

    @Override
    public long count(TaskQuery query) {
        return store.search().count(requireNonNull(query, "query"));
    }

    @Override
    public List<AttemptInfo> attempts(UUID id) {
        List<AttemptInfo> attempts = store.attempts().attempts(requireNonNull(id, "id"), ENTRIES_CAP);
        if (attempts.isEmpty() && store.reads().summaries(Set.of(id)).isEmpty()) {
            throw StoredTaskHandle.noSuchTask(id);
        }
        return attempts;
    }

    @Override
    public List<DurableStepInfo> steps(UUID id) {
        List<DurableStepInfo> steps = store.durableSteps().storedSteps(requireNonNull(id, "id")).stream()
                .map(step -> new DurableStepInfo(
                        step.name(),
                        step.kind().name(),
                        step.attempt(),
                        step.startedAt(),
                        step.finishedAt(),
                        step.value()))
                .toList();
        if (steps.isEmpty() && store.reads().summaries(Set.of(id)).isEmpty()) {
            throw StoredTaskHandle.noSuchTask(id);
        }
        return steps;
    }

    @Override
    public WorkflowView workflow(UUID id, @Nullable String after, int limit) {
        if (limit < 1 || limit > WorkflowView.NODES_CAP) {
            throw new IllegalArgumentException(
                    "A page cannot have " + limit + " nodes; give 1 to " + WorkflowView.NODES_CAP);
        }
        return store.workflows()
                .reads()
                .view(requireNonNull(id, "id"), after, limit)
                .orElseThrow(() -> new NoSuchTaskException("No step of a workflow has the id " + id
                        + "; it is that of a task without workflow, or it was deleted after its retention"));
    }

    @Override
    public Optional<String> maskedArguments(TaskView task) {
        return maskedArguments.of(task.name(), task.arguments());
    }

    @Override
    public List<QueueStats> queues() {
        return store.queueReports().queues();
    }

    @Override
    public List<WorkerInfo> workers() {
        return store.workerReports().workers();
    }

    @Override
    public WorkerResponses inspect(WorkerSelection chosen, Duration timeout, WorkerDetail... details) {
        return workers.ask(chosen, timeout, Set.of(details));
    }

    @Override
    public List<String> order(WorkerSelection chosen, WorkerOrder order) {
        requireNonNull(chosen, "workers");
        requireNonNull(order, "order");
        return workers.order(chosen, order, control.note(actor, "order", chosen.summary(), order.name()));
    }

    @Override
    public List<StatsPoint> history(Instant since, Instant until, Duration step) {
        return store.counters().history(HistoryRange.checkedSince(since, until, step), until, step);
    }

    @Override
    public List<NameStats> outcomes(Instant since) {
        CallTiming.checkInstant("begin", requireNonNull(since, "since"));
        return store.workerReports().outcomes(since);
    }

    @Override
    public List<UnclaimableGroup> unclaimable() {
        return store.unclaimable().unclaimable().stream()
                .map(some -> new UnclaimableGroup(
                        some.queue(),
                        some.name(),
                        some.tasks(),
                        some.oldestDue(),
                        some.lacking() == Unclaimable.Lacking.NAME))
                .toList();
    }

    @Override
    public List<DefinitionInfo> definitions() {
        return registry.names().stream()
                .sorted()
                .map(name -> info(registry.find(name).orElseThrow()))
                .toList();
    }

    private DefinitionInfo info(TaskDefinition definition) {
        return new DefinitionInfo(
                definition.name(),
                definition.where(),
                definition.parameters().stream()
                        .map(parameter -> parameter.type().getTypeName() + " " + parameter.name())
                        .toList(),
                definition.resultType().getTypeName(),
                definition.transactional(),
                definition.settings().remote(),
                SettingsText.of(definition.settings()),
                store.settingChanges().definitionSettings(definition.name()));
    }

    @Override
    public Map<String, String> configuration() {
        return configuration;
    }

    @Override
    public RevokeOutcome revoke(UUID id, RevokeMode mode) {
        return control.revoke(requireNonNull(id, "id"), requireNonNull(mode, "mode"), actor);
    }

    @Override
    public long revokeAll(TaskQuery query, RevokeMode mode) {
        requireNonNull(mode, "mode");
        AuditNote note = control.note(actor, "revokeAll", query.summary(), mode.name());
        return control.repeatUntilUnchanged(
                after -> store.revocations().revokeSome(query, mode, note, after, control.batchSize()));
    }

    @Override
    public boolean retry(UUID id) {
        return control.retry(requireNonNull(id, "id"), null, actor);
    }

    @Override
    public boolean retry(UUID id, String arguments) {
        requireNonNull(arguments, "arguments");
        TaskView task = store.reads().find(requireNonNull(id, "id")).orElseThrow(() -> StoredTaskHandle.noSuchTask(id));
        return control.retry(id, newArguments.checked(task, arguments), actor);
    }

    @Override
    public boolean retryFrom(UUID id, String step) {
        return control.retryFrom(requireNonNull(id, "id"), requireNonNull(step, "step"), actor);
    }

    @Override
    public boolean rerun(UUID id) {
        return control.rerun(requireNonNull(id, "id"), actor);
    }

    @Override
    public boolean retryFailed(UUID workflow) {
        return control.retryFailed(requireNonNull(workflow, "workflow"), actor);
    }

    @Override
    public boolean pauseWorkflow(UUID workflow) {
        AuditNote note = control.note(actor, "pauseWorkflow", workflow.toString(), null);
        return store.workflows().pause(requireNonNull(workflow, "workflow"), note);
    }

    @Override
    public boolean resumeWorkflow(UUID workflow) {
        AuditNote note = control.note(actor, "resumeWorkflow", workflow.toString(), null);
        return control.signalled(store.workflows().resume(workflow, note).map(Advance::queues));
    }

    @Override
    public boolean rerunWorkflow(UUID workflow) {
        return control.rerunWorkflow(requireNonNull(workflow, "workflow"), actor);
    }

    @Override
    public long retryAll(TaskQuery query) {
        AuditNote note = control.note(actor, "retryAll", query.summary(), null);
        return control.inBatches(after -> store.requeues().requeueSome(query, note, after, control.batchSize()));
    }

    @Override
    public long purge(String queue) {
        TaskQuery query = TaskQuery.all().queue(CallOptions.checkQueue(queue)).states(NOT_STARTED);
        AuditNote note = control.note(actor, "purge", queue, null);
        return control.repeatUntilUnchanged(after ->
                store.revocations().revokeSome(query, RevokeMode.COOPERATIVE, note, after, control.batchSize()));
    }

    @Override
    public long move(TaskQuery query, String toQueue) {
        AuditNote note = control.note(actor, "move", query.summary(), CallOptions.checkQueue(toQueue));
        return control.inBatches(after -> store.moves().moveSome(query, toQueue, note, after, control.batchSize()));
    }

    @Override
    public void pause(String queue) {
        queues.pause(queue, true);
    }

    @Override
    public void resume(String queue) {
        queues.pause(queue, false);
    }

    @Override
    public void maxConcurrentOfQueue(String queue, @Nullable Integer limit) {
        queues.maxConcurrent(queue, limit);
    }

    @Override
    public void maxLength(String queue, @Nullable Integer limit) {
        queues.maxLength(queue, limit);
    }

    @Override
    public void slots(String queue, @Nullable Integer slots) {
        queues.slots(queue, slots);
    }

    @Override
    public void pauseTask(String name) {
        definitions.pause(name, true);
    }

    @Override
    public void resumeTask(String name) {
        definitions.pause(name, false);
    }

    @Override
    public void rateLimit(String name, @Nullable String limit) {
        definitions.rateLimit(name, limit);
    }

    @Override
    public void maxConcurrent(String name, @Nullable String limit) {
        definitions.maxConcurrent(name, limit);
    }

    @Override
    public void timeLimits(String name, @Nullable Duration soft, @Nullable Duration hard) {
        definitions.timeLimits(name, soft, hard);
    }

    @Override
    public Map<String, QueueSettings> queueSettings() {
        return store.settingChanges().queueSettings();
    }

    @Override
    public QueueSettings queueSettings(String queue) {
        return store.settingChanges().queueSettings(requireNonNull(queue, "queue"));
    }

    @Override
    public DefinitionSettings definitionSettings(String name) {
        return store.settingChanges().definitionSettings(requireNonNull(name, "name"));
    }

    @Override
    public List<AuditEntry> audit(int limit) {
        if (limit < 1 || limit > ENTRIES_CAP) {
            throw new IllegalArgumentException("Cannot show " + limit + " actions; give 1 to " + ENTRIES_CAP);
        }
        return store.audit().latest(limit);
    }
}
