package org.caraway.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.AttemptInfo;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.NameStats;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.StatsPoint;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.UnclaimableGroup;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerSelection;
import org.jspecify.annotations.Nullable;

/**
 * The tables as operators see them: what is looked for, counted and changed by hand. Thread-safe.
 *
 * <p>All methods join the thread's JTA transaction where one is active, but those named {@code …Some}, which work on one batch in a
 * transaction of their own and throw {@link IllegalStateException} inside another. What changes something notes it in the
 * audit, in the same transaction. All throw {@link org.caraway.QueueUnavailableException} when the database does not answer.
 */
public interface AdminStore {

    /** Greater than the id of any task: before it, a first batch begins. */
    UUID BEFORE_ALL = new UUID(-1, -1);

    /**
     * Moves the task to the finished table as REVOKED, or marks it if a worker holds it.
     *
     * @throws org.caraway.NoSuchTaskException if there is none
     */
    RevokeResult revoke(UUID id, RevokeMode mode, AuditNote note);

    /** Does so with live tasks that the query means and that come after this id in the order of pages. */
    BatchResult revokeSome(TaskQuery query, RevokeMode mode, AuditNote note, UUID after, int limit);

    /**
     * Puts a finished task back, due at once: its retries and deliveries count from zero, its attempts go on.
     *
     * @param arguments other arguments, null for the same
     * @param from only if it stands in one of these states
     * @return its queue; absent if it is not over
     * @throws org.caraway.NoSuchTaskException if there is none
     * @throws org.caraway.TaskNotUniqueException if its unique key is taken
     * @throws IllegalStateException if it is over in another state
     */
    Optional<String> requeue(UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note);

    /**
     * Other arguments for a task. Immutable.
     *
     * @param json the arguments
     * @param key for whom the work is by that, null for as before
     */
    record NewArguments(String json, @Nullable String key) {}

    /** Does so with tasks that the query means, over without success, and that come after this id in the order of pages. */
    BatchResult requeueSome(TaskQuery query, AuditNote note, UUID after, int limit);

    /** Moves tasks that no worker holds, that the query means, and that come after this id in the order of pages. */
    BatchResult moveSome(TaskQuery query, String toQueue, AuditNote note, UUID after, int limit);

    /** The tasks that the query means, newest first, one more than its limit if there are more. */
    List<TaskView> find(TaskQuery query);

    /** How many tasks the query means. */
    long count(TaskQuery query);

    /** The attempts of this task that did not succeed, the first one first: of many, the latest. */
    List<AttemptInfo> attempts(UUID id, int limit);

    /** As {@link org.caraway.admin.TaskAdmin#queues}. */
    List<QueueStats> queues();

    /** As {@link org.caraway.admin.TaskAdmin#workers}. */
    List<WorkerInfo> workers();

    /**
     * Asks those of the workers on the list that are meant, in a transaction of its own; throws {@link IllegalStateException} inside
     * another, as the three below do.
     *
     * @param question an id that is new
     * @param validity how long they may answer
     * @return who was asked, in the order in which they began
     */
    List<RequestedWorker> ask(UUID question, WorkerSelection workers, Set<WorkerDetail> details, Duration validity);

    /** Who has answered so far. */
    Set<String> answered(UUID question);

    /** The answers by worker; the question is over, and nothing is left of it. */
    Map<String, String> takeAnswers(UUID question);

    /** Tells those of the workers on the list that are meant what to do, and returns their ids. */
    List<String> order(WorkerSelection workers, WorkerOrder order, AuditNote note);

    /**
     * What workers have done, by queue and name, in the order of time.
     *
     * @param since a whole minute
     * @param step whole minutes
     */
    List<StatsPoint> history(Instant since, Instant until, Duration step);

    /** As {@link org.caraway.admin.TaskAdmin#outcomes}. */
    List<NameStats> outcomes(Instant since);

    /** What waits and who works, counted no further than a cap, so that it may be asked for every few seconds; does not join. */
    LoadSample sample();

    /** How many workers live: one round trip, for whoever wants to know whether the database answers. */
    long livingWorkers();

    /** As {@link org.caraway.admin.TaskAdmin#unclaimable}. */
    List<UnclaimableGroup> unclaimable();

    /** What was set for the queue; nothing if there is no row. */
    QueueSettings queueSettings(String queue);

    /** Changes what is set for the queue, alone of all transactions. */
    void changeQueue(String queue, UnaryOperator<QueueSettings> change, AuditNote note);

    /** What was set for the definition; nothing if there is no row. */
    DefinitionSettings definitionSettings(String name);

    /** Changes what is set for the definition, alone of all transactions. */
    void changeDefinition(String name, UnaryOperator<DefinitionSettings> change, AuditNote note);

    /** The latest actions, newest first. */
    List<AuditEntry> audit(int limit);
}
