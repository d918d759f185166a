-- Caraway's tables on PostgreSQL 13 or newer. What each column means: sql/README.md.

-- UUID version 7 (RFC 9562, section 5.7) for tasks that SQL clients insert: 48 bits of milliseconds, then random bits.
-- gen_random_uuid() gives version 4; its version nibble 0100 becomes 0111 by setting two bits.
CREATE FUNCTION caraway_new_id() RETURNS uuid
    LANGUAGE sql VOLATILE
    AS $$
SELECT encode(
         set_bit(
           set_bit(
             overlay(uuid_send(gen_random_uuid())
                     PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                     FROM 1 FOR 6),
             52, 1),
           53, 1),
         'hex')::uuid
$$;

-- Live tasks only. A claim, a progress report and a release change no indexed column, so that they are heap-only
-- updates within their page; a page keeps a little more than half of itself free for them: a claimed row is longer than
-- a waiting one. Names and keys are compared by their bytes, because claims walk over them in that order. The columns
-- that these updates change come last: the write-ahead log omits the common beginning of both row versions.
CREATE TABLE caraway_active (
    id               uuid         NOT NULL DEFAULT caraway_new_id(),
    name             varchar(200) COLLATE "C" NOT NULL,
    queue            varchar(100) NOT NULL DEFAULT 'default',
    priority         smallint     NOT NULL DEFAULT 4,
    run_at           timestamptz DEFAULT clock_timestamp(),
    created_at       timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at       timestamptz,
    task_key         varchar(200) COLLATE "C" NOT NULL DEFAULT '',
    unique_key       varchar(200),
    unique_scope     varchar(7),
    arguments        json         NOT NULL DEFAULT '[]',
    context          json,
    headers          jsonb        NOT NULL DEFAULT '{}',
    labels           jsonb        NOT NULL DEFAULT '{}',
    created_by       varchar(200),
    root_id          uuid,
    parent_id        uuid,
    schedule_id      uuid,
    workflow_id      uuid,
    step             varchar(200),
    group_id         uuid,
    group_index      integer,
    after_id         uuid,
    after_when       varchar(8),
    input_id         uuid,
    input_mode       varchar(8),
    node             integer,
    slot             integer,
    release_at       timestamptz,
    release_delay    double precision,
    max_retries      integer,
    options          json,
    revoke_mode      varchar(11),
    revoked_by       varchar(200),
    state            varchar(10)  NOT NULL DEFAULT 'PENDING',
    attempt          integer      NOT NULL DEFAULT 0,
    retries          integer      NOT NULL DEFAULT 0,
    deliveries       integer      NOT NULL DEFAULT 0,
    worker_id        varchar(64),
    unique_lock      varchar(200),
    limited          boolean,
    started_at       timestamptz,
    delivered_at     timestamptz,
    outage_since     timestamptz,
    awaits           varchar(120),
    wake_at          timestamptz,
    progress_current bigint,
    progress_total   bigint,
    progress_message varchar(500),
    phase            varchar(50),
    partial_result   json,
    error_type       text,
    error_message    text,
    error_trace      text,
    CONSTRAINT caraway_active_pk PRIMARY KEY (id),
    CONSTRAINT caraway_active_name CHECK (name <> ''),
    CONSTRAINT caraway_active_state CHECK (state IN ('PENDING', 'WAITING', 'STARTED', 'RETRY')),
    CONSTRAINT caraway_active_priority CHECK (priority BETWEEN 0 AND 9),
    CONSTRAINT caraway_active_options CHECK (json_typeof(options) = 'object'),
    CONSTRAINT caraway_active_unique CHECK (unique_scope IN ('PENDING', 'LIVE', 'WINDOW')),
    CONSTRAINT caraway_active_revoke CHECK (revoke_mode IN ('COOPERATIVE', 'INTERRUPT')),
    CONSTRAINT caraway_active_headers CHECK (jsonb_typeof(headers) = 'object'),
    CONSTRAINT caraway_active_labels CHECK (jsonb_typeof(labels) = 'object'),
    CONSTRAINT caraway_active_worker CHECK (state <> 'STARTED' OR worker_id IS NOT NULL),
    CONSTRAINT caraway_active_run_at CHECK (run_at IS NOT NULL OR state = 'WAITING'),
    CONSTRAINT caraway_active_when CHECK (after_when IN ('SUCCESS', 'FAILURE', 'TRUE', 'FALSE', 'SLOT', 'CALLBACK')),
    CONSTRAINT caraway_active_input CHECK (input_mode IN ('VALUE', 'SPREAD', 'OUTCOME'))
) WITH (fillfactor = 45);

CREATE INDEX caraway_active_due ON caraway_active (queue, priority DESC, name, task_key, run_at)
 WHERE run_at IS NOT NULL;
COMMENT ON INDEX caraway_active_due IS 'serves claims, and the search for the next due task of a queue';

CREATE UNIQUE INDEX caraway_active_unique_lock ON caraway_active (unique_lock) WHERE unique_lock IS NOT NULL;
COMMENT ON INDEX caraway_active_unique_lock IS 'serves unique keys; a claim releases those of scope PENDING';

CREATE INDEX caraway_active_expiry ON caraway_active (expires_at) WHERE expires_at IS NOT NULL;
COMMENT ON INDEX caraway_active_expiry IS 'serves the scan for expired tasks';

CREATE INDEX caraway_active_revoke ON caraway_active (id) WHERE revoke_mode IS NOT NULL;
COMMENT ON INDEX caraway_active_revoke IS 'serves the scan for tasks to revoke';

CREATE INDEX caraway_active_limited ON caraway_active (name, task_key) WHERE limited;
COMMENT ON INDEX caraway_active_limited IS 'serves limits on concurrency: only tasks that have one are counted';

CREATE INDEX caraway_active_limited_queue ON caraway_active (queue) WHERE limited;
COMMENT ON INDEX caraway_active_limited_queue IS 'serves limits on the concurrency of a queue';

CREATE INDEX caraway_active_after ON caraway_active (after_id, slot) WHERE after_id IS NOT NULL;
COMMENT ON INDEX caraway_active_after IS 'serves the release of the steps that follow a finished one';

CREATE INDEX caraway_active_workflow ON caraway_active (workflow_id) WHERE workflow_id IS NOT NULL;
COMMENT ON INDEX caraway_active_workflow IS 'serves reading, revoking and pausing a whole workflow';

CREATE INDEX caraway_active_schedule ON caraway_active (schedule_id) WHERE schedule_id IS NOT NULL;
COMMENT ON INDEX caraway_active_schedule IS 'serves overlap policies: the runs of a schedule that have not finished';

CREATE INDEX caraway_active_parent ON caraway_active (parent_id, id) WHERE parent_id IS NOT NULL;
COMMENT ON INDEX caraway_active_parent IS 'serves reading the children of a task';

CREATE INDEX caraway_active_wake ON caraway_active (wake_at) WHERE wake_at IS NOT NULL;
COMMENT ON INDEX caraway_active_wake IS 'serves the scan for parked tasks whose wait is over';

-- Finished tasks. Rows are only ever inserted, and deleted when their retention has passed. Ids of version 7 begin with
-- the millisecond of their creation, so that the tasks of a day are a range of ids: Caraway creates a partition for
-- each coming day, named caraway_finished_20261121 (UTC), and drops it when it contains no task to keep. All other ids
-- are stored in the partition created here.
CREATE TABLE caraway_finished (
    id               uuid         NOT NULL,
    name             varchar(200) COLLATE "C" NOT NULL,
    queue            varchar(100) NOT NULL,
    state            varchar(10)  NOT NULL,
    priority         smallint     NOT NULL,
    run_at           timestamptz,
    expires_at       timestamptz,
    task_key         varchar(200) COLLATE "C" NOT NULL DEFAULT '',
    unique_key       varchar(200),
    unique_scope     varchar(7),
    arguments        json         NOT NULL,
    context          json,
    headers          jsonb        NOT NULL,
    labels           jsonb        NOT NULL,
    attempt          integer      NOT NULL,
    max_retries      integer,
    options          json,
    retries          integer      NOT NULL,
    deliveries       integer      NOT NULL,
    worker_id        varchar(64),
    created_at       timestamptz  NOT NULL,
    created_by       varchar(200),
    started_at       timestamptz,
    finished_at      timestamptz  NOT NULL DEFAULT clock_timestamp(),
    retain_until       timestamptz,
    revoked_by       varchar(200),
    progress_current bigint,
    progress_total   bigint,
    progress_message varchar(500),
    phase            varchar(50),
    partial_result   json,
    result           json,
    error_type       text,
    error_message    text,
    error_trace      text,
    root_id          uuid,
    parent_id        uuid,
    schedule_id      uuid,
    workflow_id      uuid,
    step             varchar(200),
    group_id         uuid,
    group_index      integer,
    after_id         uuid,
    after_when       varchar(8),
    input_id         uuid,
    input_mode       varchar(8),
    node             integer,
    cause_id         uuid,
    CONSTRAINT caraway_finished_pk PRIMARY KEY (id),
    CONSTRAINT caraway_finished_state CHECK (state IN ('SUCCESS', 'FAILURE', 'REVOKED', 'EXPIRED', 'SKIPPED'))
) PARTITION BY RANGE (id);

CREATE TABLE caraway_finished_default PARTITION OF caraway_finished DEFAULT;

CREATE INDEX caraway_finished_age ON caraway_finished (finished_at, retain_until, workflow_id);
COMMENT ON INDEX caraway_finished_age IS 'serves pruning, and every query over a span of time';

CREATE INDEX caraway_finished_retain ON caraway_finished (retain_until, workflow_id) WHERE retain_until IS NOT NULL;
COMMENT ON INDEX caraway_finished_retain IS 'serves pruning of tasks that have a retention of their own';

CREATE INDEX caraway_finished_creator ON caraway_finished (created_by, id) WHERE created_by IS NOT NULL;
COMMENT ON INDEX caraway_finished_creator IS 'serves listings of the tasks of one caller';

CREATE INDEX caraway_finished_workflow ON caraway_finished (workflow_id, group_id, group_index) WHERE workflow_id IS NOT NULL;
COMMENT ON INDEX caraway_finished_workflow IS 'serves the results of a group, and reading a whole workflow';

CREATE INDEX caraway_finished_parent ON caraway_finished (parent_id, id) WHERE parent_id IS NOT NULL;
COMMENT ON INDEX caraway_finished_parent IS 'serves reading the children of a task';

CREATE VIEW caraway_task AS
SELECT id, name, queue, state, priority, run_at, expires_at, task_key, unique_key, arguments, context, headers, labels,
       attempt, max_retries, options, retries, deliveries, worker_id, created_at, created_by, started_at,
       CAST(NULL AS timestamptz) AS finished_at,
       CAST(NULL AS timestamptz) AS retain_until, revoked_by,
       progress_current, progress_total, progress_message, phase, partial_result,
       CAST(NULL AS json) AS result,
       error_type, error_message, error_trace, root_id, parent_id, schedule_id,
       workflow_id, step, group_id, group_index, after_id, after_when, input_id, input_mode, node,
       CAST(NULL AS uuid) AS cause_id, awaits, wake_at
  FROM caraway_active
UNION ALL
SELECT id, name, queue, state, priority, run_at, expires_at, task_key, unique_key, arguments, context, headers, labels,
       attempt, max_retries, options, retries, deliveries, worker_id, created_at, created_by, started_at,
       finished_at, retain_until, revoked_by,
       progress_current, progress_total, progress_message, phase, partial_result,
       result,
       error_type, error_message, error_trace, root_id, parent_id, schedule_id,
       workflow_id, step, group_id, group_index, after_id, after_when, input_id, input_mode, node, cause_id,
       CAST(NULL AS varchar(120)) AS awaits, CAST(NULL AS timestamptz) AS wake_at
  FROM caraway_finished;

-- One row for each workflow, until its last task is deleted. Its id is that of the task whose result is the workflow's.
CREATE TABLE caraway_workflow (
    id          uuid         NOT NULL,
    name        varchar(200),
    created_at  timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    nodes       bigint       NOT NULL,
    paused      boolean      NOT NULL DEFAULT false,
    revoke_mode varchar(11),
    revoked_by  varchar(200),
    check_at    timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    pruned      boolean      NOT NULL DEFAULT false,
    max_concurrent integer,
    awaits_turn boolean      NOT NULL DEFAULT false,
    turn        integer,
    CONSTRAINT caraway_workflow_pk PRIMARY KEY (id)
);

CREATE INDEX caraway_workflow_check ON caraway_workflow (check_at);
COMMENT ON INDEX caraway_workflow_check IS 'serves pruning';

CREATE INDEX caraway_workflow_revoke ON caraway_workflow (revoke_mode) WHERE revoke_mode IS NOT NULL;
COMMENT ON INDEX caraway_workflow_revoke IS 'serves the scan for workflows to revoke';

CREATE INDEX caraway_workflow_paused ON caraway_workflow (paused) WHERE paused;
COMMENT ON INDEX caraway_workflow_paused IS 'serves the scan for due steps of paused workflows';

CREATE INDEX caraway_workflow_awaits_turn ON caraway_workflow (name, created_at, id) WHERE awaits_turn;
COMMENT ON INDEX caraway_workflow_awaits_turn IS 'serves the scan for workflows that may begin';

CREATE UNIQUE INDEX caraway_workflow_turn ON caraway_workflow (name, turn) WHERE turn IS NOT NULL;
COMMENT ON INDEX caraway_workflow_turn IS 'serves the limit on workflows of a name: each turn is taken once';

-- The counters of groups. A group is a task in the state WAITING, which never runs; the row of shard 0 counts its
-- members, or the shards of a large group that have members left.
CREATE TABLE caraway_group (
    id        uuid         NOT NULL,
    shard     smallint     NOT NULL DEFAULT 0,
    shards    smallint     NOT NULL DEFAULT 0,
    joined    varchar(8)   NOT NULL DEFAULT 'ALL',
    size      integer      NOT NULL DEFAULT 0,
    pending   integer      NOT NULL DEFAULT 0,
    succeeded integer      NOT NULL DEFAULT 0,
    failed    integer      NOT NULL DEFAULT 0,
    needed    integer      NOT NULL DEFAULT 0,
    at_most   integer,
    next_slot integer      NOT NULL DEFAULT 0,
    template  json,
    chosen    varchar,
    CONSTRAINT caraway_group_pk PRIMARY KEY (id, shard),
    CONSTRAINT caraway_group_joined CHECK (joined IN ('ALL', 'ANY', 'SETTLED', 'AT_LEAST', 'BRANCH'))
);

-- One row for each attempt that did not succeed, or that ended as its task asked.
CREATE TABLE caraway_attempt (
    task_id       uuid        NOT NULL,
    attempt       integer     NOT NULL,
    worker_id     varchar(64),
    started_at    timestamptz,
    ended_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome       varchar(10) NOT NULL,
    error_type    text,
    error_message text,
    error_trace   text,
    CONSTRAINT caraway_attempt_pk PRIMARY KEY (task_id, attempt),
    CONSTRAINT caraway_attempt_outcome CHECK (outcome IN ('RETRY', 'POSTPONED', 'FAILURE', 'REJECTED',
                                                      'IGNORED', 'LOST', 'REVOKED'))
);

-- The durable steps of a task that have finished, and where its iteration is (kind CURSOR), until the task is deleted.
CREATE TABLE caraway_step (
    task_id     uuid         NOT NULL,
    name        varchar(200) NOT NULL,
    kind        varchar(6)   NOT NULL,
    result      json,
    attempt     integer      NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT caraway_step_pk PRIMARY KEY (task_id, name),
    CONSTRAINT caraway_step_kind CHECK (kind IN ('STEP', 'ONCE', 'CURSOR'))
);

-- The signals of tasks, as long as the tasks are kept. The first row of a name wins: the value that was sent, or the
-- mark that the wait for it timed out. A row that a SQL client inserts is noticed by the next scan of a worker.
CREATE TABLE caraway_signal (
    task_id   uuid         NOT NULL,
    name      varchar(100) NOT NULL,
    payload   json,
    timed_out boolean      NOT NULL DEFAULT false,
    sent_at   timestamptz  NOT NULL DEFAULT clock_timestamp(),
    sent_by   varchar(200),
    noticed   boolean      NOT NULL DEFAULT false,
    CONSTRAINT caraway_signal_pk PRIMARY KEY (task_id, name),
    CONSTRAINT caraway_signal_payload CHECK (timed_out OR payload IS NOT NULL)
);

CREATE INDEX caraway_signal_unnoticed ON caraway_signal (task_id) WHERE NOT noticed;
COMMENT ON INDEX caraway_signal_unnoticed IS 'serves the scan for signals that SQL clients have inserted';

-- What tasks wait for, or have waited for, from their first attempt that came to it; as long as the tasks are kept.
CREATE TABLE caraway_wait (
    task_id     uuid         NOT NULL,
    awaits      varchar(120) NOT NULL,
    waits_since timestamptz  NOT NULL DEFAULT clock_timestamp(),
    waits_until timestamptz  NOT NULL,
    CONSTRAINT caraway_wait_pk PRIMARY KEY (task_id, awaits)
);

CREATE TABLE caraway_worker (
    id                 varchar(64)  NOT NULL,
    host               varchar(255) NOT NULL,
    started_at         timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    seen_at            timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    lease_until        timestamptz  NOT NULL,
    fenced_completions bigint       NOT NULL DEFAULT 0,
    desired_state      varchar(5)   NOT NULL DEFAULT 'WORK',
    CONSTRAINT caraway_worker_pk PRIMARY KEY (id),
    CONSTRAINT caraway_worker_desired_state CHECK (desired_state IN ('WORK', 'PAUSE', 'STOP'))
);

-- The queues that a worker serves: it can claim their tasks if it also has their names.
CREATE TABLE caraway_worker_queue (
    worker_id varchar(64)  NOT NULL,
    queue     varchar(100) NOT NULL,
    slots     integer      NOT NULL,
    CONSTRAINT caraway_worker_queue_pk PRIMARY KEY (worker_id, queue),
    CONSTRAINT caraway_worker_queue_worker FOREIGN KEY (worker_id) REFERENCES caraway_worker (id) ON DELETE CASCADE
);

CREATE TABLE caraway_worker_name (
    worker_id varchar(64)  NOT NULL,
    name      varchar(200) NOT NULL,
    signature varchar(64),
    CONSTRAINT caraway_worker_name_pk PRIMARY KEY (worker_id, name),
    CONSTRAINT caraway_worker_name_worker FOREIGN KEY (worker_id) REFERENCES caraway_worker (id) ON DELETE CASCADE
);

-- The definitions of nodes without a worker, which may enqueue before the first worker of their release starts: the
-- signature of their parameters, until a day after the start of the last such node.
CREATE TABLE caraway_signature (
    name         varchar(200) NOT NULL,
    signature    varchar(64)  NOT NULL,
    counts_until timestamptz NOT NULL,
    CONSTRAINT caraway_signature_pk PRIMARY KEY (name, signature)
);

-- Requests to workers, one row for each worker that is asked, and its answer. The sender deletes the rows; rows whose
-- sender could not delete them are pruned.
CREATE TABLE caraway_worker_request (
    worker_id  varchar(64)  NOT NULL,
    id         uuid         NOT NULL,
    details    varchar(200) NOT NULL DEFAULT '',
    expires_at timestamptz  NOT NULL,
    answer     text,
    CONSTRAINT caraway_worker_request_pk PRIMARY KEY (worker_id, id)
);

CREATE INDEX caraway_worker_request_id ON caraway_worker_request (id);
COMMENT ON INDEX caraway_worker_request_id IS 'serves senders that wait for answers; the primary key serves workers';

CREATE INDEX caraway_worker_request_expiry ON caraway_worker_request (expires_at);
COMMENT ON INDEX caraway_worker_request_expiry IS 'serves pruning of requests that are over';

CREATE TABLE caraway_log (
    id        bigint        NOT NULL GENERATED ALWAYS AS IDENTITY,
    task_id   uuid          NOT NULL,
    attempt   integer       NOT NULL,
    logged_at timestamptz   NOT NULL,
    level     varchar(7),
    logger    varchar(200),
    line      varchar(4000) NOT NULL,
    CONSTRAINT caraway_log_pk PRIMARY KEY (id)
);

CREATE INDEX caraway_log_task ON caraway_log (task_id, id);
COMMENT ON INDEX caraway_log_task IS 'serves reading the log of one task, and pruning';

-- Run-time settings of a queue, for all workers. No row: no settings.
CREATE TABLE caraway_queue (
    queue          varchar(100) NOT NULL,
    paused         boolean      NOT NULL DEFAULT false,
    max_concurrent integer,
    max_length     integer,
    slots          integer,
    changed_at     timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_by     varchar(200),
    CONSTRAINT caraway_queue_pk PRIMARY KEY (queue)
);

-- Run-time settings of a task definition, which override annotation and configuration. NULL: not set.
CREATE TABLE caraway_definition (
    name            varchar(200) NOT NULL,
    paused          boolean      NOT NULL DEFAULT false,
    rate_limit      varchar(200),
    max_concurrent  varchar(200),
    soft_time_limit varchar(50),
    time_limit      varchar(50),
    changed_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_by      varchar(200),
    CONSTRAINT caraway_definition_pk PRIMARY KEY (name)
);

-- The token buckets of rate limits: when the bucket was empty, or would have been, and when it gives the next permit.
-- The owner is 'task:' and a task's name, 'shared:' and the name of a shared limit, or 'queue:' and a queue. A row
-- without a rate is the lock that claims of limited tasks take.
CREATE TABLE caraway_limit (
    owner    varchar(300) NOT NULL,
    rate     varchar(100) NOT NULL DEFAULT '',
    task_key varchar(200) NOT NULL DEFAULT '',
    empty_at timestamptz,
    next_at  timestamptz,
    CONSTRAINT caraway_limit_pk PRIMARY KEY (owner, rate, task_key)
);

-- Unique keys that are taken for a span of time. A span that begins in the future is void: the clock went back.
CREATE TABLE caraway_unique_window (
    unique_key varchar(200) NOT NULL,
    task_id    uuid         NOT NULL,
    held_since timestamptz  NOT NULL DEFAULT clock_timestamp(),
    held_until timestamptz  NOT NULL,
    CONSTRAINT caraway_unique_window_pk PRIMARY KEY (unique_key)
);

CREATE INDEX caraway_unique_window_age ON caraway_unique_window (held_until);
COMMENT ON INDEX caraway_unique_window_age IS 'serves pruning of keys that are free again';

-- How long applications on these tables keep finished tasks, and until when that counts: a week after the last worker
-- of such an application was seen. The longest counts for all, so that no worker deletes the tasks of another one.
CREATE TABLE caraway_retention (
    keep_seconds bigint NOT NULL,
    counts_until timestamptz NOT NULL,
    CONSTRAINT caraway_retention_pk PRIMARY KEY (keep_seconds)
);

-- Results that are, or may be, in the application's store: a note is written before its result is saved, and deleted
-- after the result has been deleted.
CREATE TABLE caraway_stored_result (
    task_id  uuid         NOT NULL,
    attempt  integer      NOT NULL,
    nonce    varchar(16)  NOT NULL,
    store    varchar(300) NOT NULL,
    checks   integer      NOT NULL DEFAULT 0,
    check_at timestamptz NOT NULL,
    CONSTRAINT caraway_stored_result_pk PRIMARY KEY (task_id, attempt, nonce)
);

CREATE INDEX caraway_stored_result_check ON caraway_stored_result (store, check_at);
COMMENT ON INDEX caraway_stored_result_check IS 'serves the scan for stored results whose task is gone';

-- Counts of each process, minute by minute, so that no query has to count tasks. Written every few seconds; the last
-- counts are missing if a process is killed. The writer is the id of its worker.
CREATE TABLE caraway_counter (
    at_minute   timestamptz  NOT NULL,
    writer      varchar(64)  NOT NULL,
    queue       varchar(100) NOT NULL,
    name        varchar(200) NOT NULL,
    started     bigint       NOT NULL DEFAULT 0,
    succeeded   bigint       NOT NULL DEFAULT 0,
    failed      bigint       NOT NULL DEFAULT 0,
    retried     bigint       NOT NULL DEFAULT 0,
    revoked     bigint       NOT NULL DEFAULT 0,
    expired     bigint       NOT NULL DEFAULT 0,
    wait_millis bigint       NOT NULL DEFAULT 0,
    run_millis  bigint       NOT NULL DEFAULT 0,
    CONSTRAINT caraway_counter_pk PRIMARY KEY (at_minute, writer, queue, name)
) WITH (fillfactor = 50);

-- What is enqueued again and again. A row that a SQL client inserts, with name, task and expression, is checked by the
-- next worker that reads it. A row is due at next_at; NULL while it does not fire. The version increases with each
-- change, so that of all nodes one fires.
CREATE TABLE caraway_schedule (
    id                   uuid         NOT NULL DEFAULT caraway_new_id(),
    name                 varchar(200) NOT NULL,
    task                 varchar(200) NOT NULL,
    arguments            json         NOT NULL DEFAULT '[]',
    options              jsonb        NOT NULL DEFAULT '{}',
    workflow             json,
    kind                 varchar(6)   NOT NULL DEFAULT 'CRON',
    expression           varchar(500) NOT NULL,
    zone                 varchar(50)  NOT NULL DEFAULT 'UTC',
    start_at             timestamptz,
    end_at               timestamptz,
    max_runs             bigint,
    jitter               varchar(50)  NOT NULL DEFAULT 'PT0S',
    misfire              varchar(4)   NOT NULL DEFAULT 'ONCE',
    catch_up             varchar(50),
    overlap              varchar(14)  NOT NULL DEFAULT 'ALLOW',
    except_calendars     varchar(500),
    pause_after_failures integer      NOT NULL DEFAULT 0,
    state                varchar(9)   NOT NULL DEFAULT 'NEW',
    reason               varchar(1000),
    next_at              timestamptz DEFAULT CURRENT_TIMESTAMP,
    last_at              timestamptz,
    last_task_id         uuid,
    runs                 bigint       NOT NULL DEFAULT 0,
    fires_without_run    integer      NOT NULL DEFAULT 0,
    version              bigint       NOT NULL DEFAULT 0,
    code                 text,
    edited               varchar(500) NOT NULL DEFAULT '',
    declared_at          timestamptz,
    active_since         timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_at           timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_at           timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_by           varchar(200),
    CONSTRAINT caraway_schedule_pk PRIMARY KEY (id),
    CONSTRAINT caraway_schedule_once UNIQUE (name),
    CONSTRAINT caraway_schedule_kind CHECK (kind IN ('CRON', 'EVERY', 'DELAY', 'AT', 'SOLAR', 'CUSTOM')),
    CONSTRAINT caraway_schedule_misfire CHECK (misfire IN ('ONCE', 'ALL', 'SKIP')),
    CONSTRAINT caraway_schedule_overlap CHECK (overlap IN ('ALLOW', 'SKIP', 'QUEUE_ONE', 'QUEUE_ALL', 'REVOKE_RUNNING')),
    CONSTRAINT caraway_schedule_state CHECK (state IN ('NEW', 'ACTIVE', 'PAUSED', 'WITHDRAWN', 'ENDED', 'INVALID')),
    CONSTRAINT caraway_schedule_options CHECK (jsonb_typeof(options) = 'object')
);

CREATE INDEX caraway_schedule_due ON caraway_schedule (next_at) WHERE next_at IS NOT NULL;
COMMENT ON INDEX caraway_schedule_due IS 'serves the scan for due schedules';

-- The history of schedules: what became of each fire. A fire is there once, whatever became of it.
CREATE TABLE caraway_schedule_fire (
    schedule_id uuid         NOT NULL,
    fire_at     timestamptz NOT NULL,
    outcome     varchar(7)   NOT NULL,
    task_id     uuid,
    reason      varchar(1000),
    recorded_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    backfilled  boolean      NOT NULL DEFAULT FALSE,
    CONSTRAINT caraway_schedule_fire_pk PRIMARY KEY (schedule_id, fire_at),
    CONSTRAINT caraway_schedule_fire_schedule FOREIGN KEY (schedule_id) REFERENCES caraway_schedule (id) ON DELETE CASCADE,
    CONSTRAINT caraway_schedule_fire_outcome CHECK (outcome IN ('FIRED', 'QUEUED', 'SKIPPED', 'MISSED', 'REFUSED'))
);

CREATE INDEX caraway_schedule_fire_age ON caraway_schedule_fire (recorded_at);
COMMENT ON INDEX caraway_schedule_fire_age IS 'serves pruning';

CREATE INDEX caraway_schedule_fire_queued ON caraway_schedule_fire (schedule_id) WHERE outcome = 'QUEUED';
COMMENT ON INDEX caraway_schedule_fire_queued IS 'serves fires that wait for the end of a run';

CREATE INDEX caraway_schedule_fire_backfill ON caraway_schedule_fire (schedule_id, task_id) WHERE backfilled;
COMMENT ON INDEX caraway_schedule_fire_backfill IS 'serves overlap policies: which runs are those of a backfill';

-- The audit log: actions through TaskAdmin or a handle.
CREATE TABLE caraway_audit (
    id      bigint        NOT NULL GENERATED ALWAYS AS IDENTITY,
    at      timestamptz   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    actor   varchar(200),
    action  varchar(30)   NOT NULL,
    target  varchar(500)  NOT NULL,
    detail  varchar(4000),
    tasks   bigint        NOT NULL DEFAULT 0,
    CONSTRAINT caraway_audit_pk PRIMARY KEY (id)
);

-- Until when the feed of task changes is wanted, and the number of the last row of caraway_event. One row, whose lock
-- puts the rows of all nodes in one order, that of their commits. The number also increases, without a row, when the
-- first follower comes after a time without any.
CREATE TABLE caraway_feed (
    id           smallint     NOT NULL DEFAULT 1,
    last_seq     bigint       NOT NULL DEFAULT 0,
    wanted_until timestamptz  NOT NULL,
    CONSTRAINT caraway_feed_pk PRIMARY KEY (id),
    CONSTRAINT caraway_feed_one CHECK (id = 1)
);

INSERT INTO caraway_feed (wanted_until) VALUES (CURRENT_TIMESTAMP);

-- Task changes, which each node reports in batches while the feed has followers, kept for minutes. UNLOGGED, because a
-- write-ahead log is not worth its cost here: after a crash of the server the table is empty, and followers are
-- notified of the gap.
CREATE UNLOGGED TABLE caraway_event (
    seq        bigint       NOT NULL,
    node       varchar(200) NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changes    text         NOT NULL,
    CONSTRAINT caraway_event_pk PRIMARY KEY (seq)
);
