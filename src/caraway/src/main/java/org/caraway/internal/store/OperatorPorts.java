package org.caraway.internal.store;

import org.caraway.internal.store.admin.AttemptReads;
import org.caraway.internal.store.admin.JdbcAttemptReads;
import org.caraway.internal.store.admin.JdbcLoadSamples;
import org.caraway.internal.store.admin.JdbcQueueMoves;
import org.caraway.internal.store.admin.JdbcQueueReports;
import org.caraway.internal.store.admin.JdbcRequeues;
import org.caraway.internal.store.admin.JdbcSettingChanges;
import org.caraway.internal.store.admin.JdbcTaskRevocations;
import org.caraway.internal.store.admin.JdbcTaskSearch;
import org.caraway.internal.store.admin.JdbcWorkerReports;
import org.caraway.internal.store.admin.LoadSamples;
import org.caraway.internal.store.admin.QueueMoves;
import org.caraway.internal.store.admin.QueueReports;
import org.caraway.internal.store.admin.Requeues;
import org.caraway.internal.store.admin.SettingChanges;
import org.caraway.internal.store.admin.TaskRevocations;
import org.caraway.internal.store.admin.TaskSearch;
import org.caraway.internal.store.admin.WorkerReports;
import org.caraway.internal.store.audit.AuditLog;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.database.Database;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.enqueue.JdbcTaskInserts;
import org.caraway.internal.store.finish.Retentions;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.TaskIdGenerator;
import org.caraway.internal.store.workflow.SuccessorRelease;
import org.caraway.internal.store.workflow.WorkerlessFinish;
import org.caraway.internal.store.workflow.WorkflowLimits;

/** The ports of a {@link JdbcStore} with which operators read and change tasks, and what all its ports share. */
abstract class OperatorPorts implements Store {

    final JdbcTaskInserts taskInserts;
    final SuccessorRelease successors;
    final WorkerlessFinish workerlessFinish;
    private final TaskSearch search;
    private final TaskRevocations revocations;
    private final Requeues requeues;
    private final QueueMoves moves;
    private final QueueReports queueReports;
    private final WorkerReports workerReports;
    private final LoadSamples load;
    private final SettingChanges settingChanges;
    private final AuditLog audit;
    private final AttemptReads attempts;

    OperatorPorts(Database database, Connections connections, Retentions byName, WorkflowLimits limits) {
        Dialect dialect = database.dialect();
        taskInserts = new JdbcTaskInserts(connections, dialect);
        successors = new SuccessorRelease(dialect, taskInserts, limits, TaskIdGenerator.random()::next);
        workerlessFinish = new WorkerlessFinish(byName, successors);
        JdbcTaskSearch found = new JdbcTaskSearch(connections, dialect);
        search = found;
        revocations = new JdbcTaskRevocations(connections, found, workerlessFinish);
        requeues = new JdbcRequeues(connections, dialect, found, successors);
        moves = new JdbcQueueMoves(connections, found);
        queueReports = new JdbcQueueReports(connections);
        workerReports = new JdbcWorkerReports(connections);
        load = new JdbcLoadSamples(connections);
        settingChanges = new JdbcSettingChanges(connections, dialect);
        audit = new JdbcAuditLog(connections);
        attempts = new JdbcAttemptReads(connections);
    }

    @Override
    public final TaskSearch search() {
        return search;
    }

    @Override
    public final TaskRevocations revocations() {
        return revocations;
    }

    @Override
    public final Requeues requeues() {
        return requeues;
    }

    @Override
    public final QueueMoves moves() {
        return moves;
    }

    @Override
    public final QueueReports queueReports() {
        return queueReports;
    }

    @Override
    public final WorkerReports workerReports() {
        return workerReports;
    }

    @Override
    public final LoadSamples load() {
        return load;
    }

    @Override
    public final SettingChanges settingChanges() {
        return settingChanges;
    }

    @Override
    public final AuditLog audit() {
        return audit;
    }

    @Override
    public final AttemptReads attempts() {
        return attempts;
    }
}
