package org.caraway.internal.store;

import java.util.Optional;
import org.caraway.internal.store.admin.AttemptReads;
import org.caraway.internal.store.admin.LoadSamples;
import org.caraway.internal.store.admin.QueueMoves;
import org.caraway.internal.store.admin.QueueReports;
import org.caraway.internal.store.admin.Requeues;
import org.caraway.internal.store.admin.SettingChanges;
import org.caraway.internal.store.admin.TaskRevocations;
import org.caraway.internal.store.admin.TaskSearch;
import org.caraway.internal.store.admin.WorkerReports;
import org.caraway.internal.store.audit.AuditLog;
import org.caraway.internal.store.claim.NodeTasks;
import org.caraway.internal.store.claim.TaskClaims;
import org.caraway.internal.store.complete.AttemptReports;
import org.caraway.internal.store.complete.Completions;
import org.caraway.internal.store.durable.DurableSteps;
import org.caraway.internal.store.enqueue.QueueLengths;
import org.caraway.internal.store.enqueue.TaskInserts;
import org.caraway.internal.store.feed.FeedStore;
import org.caraway.internal.store.park.ParkedTasks;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.recover.DatabaseAvailability;
import org.caraway.internal.store.recover.Expiries;
import org.caraway.internal.store.recover.Rescues;
import org.caraway.internal.store.recover.RevokedTasks;
import org.caraway.internal.store.recover.TaskReleases;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.retain.ResultNotes;
import org.caraway.internal.store.retain.Retention;
import org.caraway.internal.store.schedule.ScheduleStore;
import org.caraway.internal.store.signal.NodeChannel;
import org.caraway.internal.store.worker.Counters;
import org.caraway.internal.store.worker.RuntimeSettingsReader;
import org.caraway.internal.store.worker.TransactionProbe;
import org.caraway.internal.store.worker.UnclaimableTasks;
import org.caraway.internal.store.worker.WorkerRegistry;
import org.caraway.internal.store.worker.WorkerRequests;
import org.caraway.internal.store.workflow.Workflows;

/**
 * The tables, as one port for each feature. Thread-safe, and so is each port; one suite of tests checks every database
 * against these contracts.
 *
 * <p>Only code that wires others uses the whole store: all other code depends on the ports that it uses. Methods whose
 * Javadoc says "joins" run inside the thread's JTA transaction where one is active and commit with it; all others, and
 * these without a transaction, have committed when they return. All throw {@link org.caraway.QueueUnavailableException}
 * when the database does not answer. Every comparison or assignment of an instant uses the database's clock.
 */
public interface Store {

    /** Inserts tasks. */
    TaskInserts inserts();

    /** Inserts workflows, and reads the results of their steps. */
    Workflows workflows();

    /** Counts the waiting tasks of bounded queues. */
    QueueLengths lengths();

    /** Stores the durable steps and cursors of tasks. */
    DurableSteps durableSteps();

    /** Claims due tasks. */
    TaskClaims claims();

    /** Finds tasks that are for one node or worker. */
    NodeTasks nodeTasks();

    /** Stores the outcomes of attempts. */
    Completions completions();

    /** Stores progress and log lines. */
    AttemptReports reports();

    /** Releases claimed tasks. */
    TaskReleases releases();

    /** Knows whether the database could do its work. */
    DatabaseAvailability availability();

    /** Rescues the tasks of lost workers. */
    Rescues rescues();

    /** Finds revocations for a worker. */
    RevokedTasks revoked();

    /** Expires tasks. */
    Expiries expiries();

    /** Signals and wakes tasks that wait without a slot. */
    ParkedTasks parked();

    /** Registers workers and renews leases. */
    WorkerRegistry workers();

    /** Reads run-time settings for a worker. */
    RuntimeSettingsReader settings();

    /** Carries requests to workers and their answers. */
    WorkerRequests requests();

    /** Deletes finished tasks. */
    Retention retention();

    /** Creates and drops partitions of finished tasks. */
    FinishedPartitions partitions();

    /** Notes results that are stored elsewhere. */
    ResultNotes resultNotes();

    /** Reads tasks. */
    TaskReads reads();

    /** Counts what workers do. */
    Counters counters();

    /** Finds tasks by query. */
    TaskSearch search();

    /** Revokes tasks. */
    TaskRevocations revocations();

    /** Requeues finished tasks. */
    Requeues requeues();

    /** Moves tasks between queues. */
    QueueMoves moves();

    /** Reports on queues. */
    QueueReports queueReports();

    /** Reports on workers and outcomes. */
    WorkerReports workerReports();

    /** Finds tasks that no worker can claim. */
    UnclaimableTasks unclaimable();

    /** Finds out whether the data source takes part in transactions. */
    TransactionProbe transactionProbe();

    /** Samples the load. */
    LoadSamples load();

    /** Changes run-time settings. */
    SettingChanges settingChanges();

    /** Reads the audit log. */
    AuditLog audit();

    /** Reads failed attempts. */
    AttemptReads attempts();

    /** Stores the feed of task changes. */
    FeedStore feed();

    /** Fires, reads and changes schedules. */
    ScheduleStore schedules();

    /** A channel between the nodes of this database: {@code NOTIFY} on PostgreSQL, none elsewhere. */
    Optional<NodeChannel> channel();
}
