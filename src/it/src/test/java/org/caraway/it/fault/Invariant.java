package org.caraway.it.fault;

/** What must hold when all work is done, whatever happened meanwhile: a query each that finds the violations. */
enum Invariant {
    /** Every accepted task is there and final, and failed only if it was meant to. */
    ACCEPTED_TASKS_END_AS_MEANT("""
            SELECT accepted.task_id || ' (' || COALESCE(task.name, '?') || ') is ' || COALESCE(task.state, 'gone')
                   || COALESCE(': ' || task.error_type || ' ' || left(task.error_message, 200), '')
              FROM fault_accepted AS accepted
              LEFT JOIN caraway_task AS task ON task.id = accepted.task_id
              LEFT JOIN fault_workflow AS workflow ON workflow.id = accepted.task_id
             WHERE task.state IS DISTINCT FROM
                   CASE WHEN task.name = 'fault.hopeless' OR workflow.id IS NOT NULL AND workflow.value IS NULL
                        THEN 'FAILURE' ELSE 'SUCCESS' END"""),

    /** Nothing is live any more. */
    NOTHING_IS_LEFT("""
            SELECT task.id || ' (' || task.name || ') is ' || task.state || ', attempt ' || task.attempt
                   || COALESCE(' of ' || task.worker_id || CASE WHEN run.id IS NULL THEN ', which never began it,' ELSE '' END
                               || ' since ' || task.started_at, '')
                   || COALESCE(', whose lease ends at ' || worker.lease_until || '; it is ' || clock_timestamp(), '')
              FROM caraway_active AS task
              LEFT JOIN caraway_worker AS worker ON worker.id = task.worker_id
              LEFT JOIN fault_run AS run ON run.task_id = task.id AND run.attempt = task.attempt"""),

    /** No task has two rows. */
    TASKS_FINISH_ONCE("""
            SELECT id || ' has ' || COUNT(*) || ' rows'
              FROM caraway_task
             GROUP BY id
            HAVING COUNT(*) > 1"""),

    /** A transactional task that succeeded left one row, every other none. */
    EFFECTS_EXIST_ONCE("""
            SELECT COALESCE(task.id, effect.task_id) || ' (' || COALESCE(task.state, 'gone') || ') has '
                   || COALESCE(effect.rows, 0) || ' effects'
              FROM (SELECT DISTINCT id, name, state FROM caraway_task) AS task
              FULL JOIN (SELECT task_id, COUNT(*) AS rows FROM fault_effect GROUP BY task_id) AS effect
                ON effect.task_id = task.id
             WHERE COALESCE(effect.rows, 0) <>
                   CASE WHEN task.state = 'SUCCESS'
                         AND task.name IN ('fault.transactional', 'fault.parent', 'fault.written', 'fault.add',
                                           'fault.sum', 'fault.settle', 'fault.done', 'fault.failed',
                                           'fault.tick', 'fault.waiting')
                        THEN 1 ELSE 0 END"""),

    /** The effect is that of the attempt that finished the task. */
    EFFECTS_ARE_OF_THE_LAST_ATTEMPT("""
            SELECT task.id || ' ended with attempt ' || task.attempt || ', its effect is of ' || effect.attempt
              FROM caraway_task AS task
              JOIN fault_effect AS effect ON effect.task_id = task.id
             WHERE effect.attempt <> task.attempt"""),

    /** What a transaction enqueued exists if and only if it committed. */
    CHILDREN_EXIST_WITH_THEIR_TRANSACTION("""
            SELECT parent.id || ' (' || parent.name || ', ' || parent.state || ') has ' || COALESCE(child.rows, 0)
                   || ' children'
              FROM caraway_task AS parent
              LEFT JOIN (SELECT parent_id, COUNT(*) AS rows FROM caraway_task GROUP BY parent_id) AS child
                ON child.parent_id = parent.id
             WHERE COALESCE(child.rows, 0) <>
                   CASE WHEN parent.name = 'fault.parent' AND parent.state = 'SUCCESS' THEN 1 ELSE 0 END"""),

    /** Two attempts that ran to their own ends overlap only if the first had lost its lease. */
    ATTEMPTS_DO_NOT_OVERLAP("""
            SELECT earlier.task_id || ' ran attempt ' || earlier.attempt || ' on ' || earlier.node || ' until '
                   || earlier.ended_at || ' and attempt ' || later.attempt || ' on ' || later.node || ' from '
                   || later.started_at
              FROM fault_run AS earlier
              JOIN fault_run AS later
                ON later.task_id = earlier.task_id
               AND later.attempt > earlier.attempt
             WHERE later.ended_at IS NOT NULL
               AND later.started_at < earlier.ended_at
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_attempt AS lost
                    WHERE lost.task_id = earlier.task_id
                      AND lost.attempt = earlier.attempt
                      AND lost.outcome = 'LOST')"""),

    /** A fencing token is used for one run. */
    TOKENS_ARE_USED_ONCE("""
            SELECT task_id || ' began attempt ' || attempt || ' ' || COUNT(*) || ' times on ' || string_agg(node, ', ')
              FROM fault_run
             GROUP BY task_id, attempt
            HAVING COUNT(*) > 1"""),

    /** A success is that of an attempt that really ran to its end. */
    SUCCESSES_WERE_RUN("""
            SELECT task.id || ' succeeded with attempt ' || task.attempt || ', which did not run to its end'
              FROM caraway_task AS task
             WHERE task.state = 'SUCCESS'
               AND task.name <> 'caraway.group'
               AND NOT EXISTS (
                   SELECT 1
                     FROM fault_run AS run
                    WHERE run.task_id = task.id
                      AND run.attempt = task.attempt
                      AND run.ended_at IS NOT NULL)"""),

    /** An attempt that was lost, or failed, does not end its task with success. */
    LOST_ATTEMPTS_DO_NOT_SUCCEED("""
            SELECT task.id || ' succeeded with attempt ' || task.attempt || ', which was ' || attempt.outcome
              FROM caraway_task AS task
              JOIN caraway_attempt AS attempt
                ON attempt.task_id = task.id
               AND attempt.attempt = task.attempt
             WHERE task.state = 'SUCCESS'"""),

    /** No delayed task begins before its time. */
    DELAYED_TASKS_ARE_NOT_EARLY("""
            SELECT task.id || ' was due at ' || task.created_at + accepted.delay || ' and began at ' || run.started_at
              FROM fault_accepted AS accepted
              JOIN caraway_task AS task ON task.id = accepted.task_id
              JOIN fault_run AS run ON run.task_id = task.id
             WHERE run.started_at < task.created_at + accepted.delay"""),

    /** A workflow is there with its transaction, with each row that it has to have once. */
    WORKFLOWS_ARE_WHOLE("""
            SELECT COALESCE(workflow.id, task.workflow_id) || ' (' || COALESCE(workflow.shape, '?') || ') has '
                   || COALESCE(task.nodes, 0) || ' steps'
              FROM fault_workflow AS workflow
              FULL JOIN (SELECT workflow_id, COUNT(*) AS nodes
                           FROM caraway_task
                          WHERE workflow_id IS NOT NULL
                          GROUP BY workflow_id) AS task
                ON task.workflow_id = workflow.id
             WHERE task.nodes IS DISTINCT FROM workflow.nodes"""),

    /** Every workflow ends, and with the right result. */
    WORKFLOWS_END_AS_MEANT("""
            SELECT workflow.id || ' (' || workflow.shape || ') is ' || COALESCE(task.state, 'gone') || ' with '
                   || COALESCE(CAST(task.result AS text), 'no result') || COALESCE(': ' || task.error_message, '')
              FROM fault_workflow AS workflow
              LEFT JOIN caraway_finished AS task ON task.id = workflow.id
             WHERE task.state IS DISTINCT FROM CASE WHEN workflow.value IS NULL THEN 'FAILURE' ELSE 'SUCCESS' END
                OR CAST(CAST(task.result AS text) AS bigint) IS DISTINCT FROM workflow.value"""),

    /** The transaction of a join saw the results of all members; a join that must not run did not. */
    JOINS_SEE_ALL_RESULTS("""
            SELECT workflow.id || ' (' || workflow.shape || ') saw ' || COALESCE(CAST(effect.value AS text), 'nothing')
                   || ' instead of ' || COALESCE(CAST(workflow.value AS text), 'nothing')
              FROM fault_workflow AS workflow
              LEFT JOIN fault_effect AS effect ON effect.task_id = workflow.id
             WHERE effect.value IS DISTINCT FROM workflow.value"""),

    /** A workflow calls back once if it has to, with its result, and otherwise never. */
    CALLBACKS_RUN_ONCE("""
            SELECT workflow.id || ' (' || workflow.shape || ') was followed by ' || called.done || ' successes and '
                   || called.failed || ' failures'
              FROM fault_workflow AS workflow
             CROSS JOIN LATERAL (
                   SELECT COUNT(*) FILTER (WHERE task.name = 'fault.done' AND effect.value = workflow.value) AS done,
                          COUNT(*) FILTER (WHERE task.name = 'fault.failed' AND effect.value = 1) AS failed
                     FROM caraway_finished AS task
                     JOIN fault_effect AS effect ON effect.task_id = task.id
                    WHERE task.workflow_id = workflow.id) AS called
             WHERE called.done <> workflow.done
                OR called.failed <> workflow.failed"""),

    /** No step waits although what it waits for has finished: the query for operators finds none. */
    STEPS_WAIT_FOR_SOMETHING("""
            SELECT found.id || ' (' || found.name || ') still waits for ' || found.after_id || ', which is '
                   || found.state
              FROM (%s) AS found""".formatted(Cookbook.query("steps that wait for nothing"))),

    /** Of a fan-out with a bound no more steps ran at once; attempts that were lost do not count. */
    AT_MOST_SO_MANY_MEMBERS_RUN("""
            WITH member AS (
                SELECT task.id, task.group_id, run.started_at, run.ended_at
                  FROM fault_workflow AS workflow
                  JOIN caraway_finished AS task ON task.workflow_id = workflow.id
                  JOIN fault_run AS run ON run.task_id = task.id AND run.attempt = task.attempt
                 WHERE workflow.shape = 'FAN_OUT'
                   AND task.group_id IS NOT NULL
                   AND task.state = 'SUCCESS')
            SELECT one.id || ' began at ' || one.started_at || ' as one of ' || COUNT(*)
              FROM member AS one
              JOIN member AS other
                ON other.group_id = one.group_id
               AND other.started_at <= one.started_at
               AND other.ended_at > one.started_at
             GROUP BY one.id, one.started_at
            HAVING COUNT(*) > %d""".formatted(WorkflowShape.AT_MOST)),

    /** A schedule has fired for each second from its first to its last fire. */
    SCHEDULES_FIRE_EACH_TIME("""
            SELECT schedule.id || ' (' || schedule.name || ') did not fire for ' || due.at
                   || COALESCE(', but was ' || fire.outcome || ': ' || fire.reason, '')
              FROM caraway_schedule AS schedule
             CROSS JOIN LATERAL generate_series(schedule.start_at, schedule.last_at, INTERVAL '1 second') AS due (at)
              LEFT JOIN caraway_schedule_fire AS fire ON fire.schedule_id = schedule.id AND fire.fire_at = due.at
             WHERE fire.outcome IS DISTINCT FROM 'FIRED'"""),

    /** A fire has made one task, and no schedule has made another. */
    FIRES_MAKE_ONE_TASK("""
            SELECT COALESCE(fire.schedule_id, task.schedule_id) || ': the fire for '
                   || COALESCE(CAST(fire.fire_at AS text), 'none') || ' made ' || COALESCE(CAST(task.id AS text), 'none')
              FROM caraway_schedule_fire AS fire
              FULL JOIN (SELECT id, schedule_id FROM caraway_task WHERE schedule_id IS NOT NULL) AS task
                ON task.id = fire.task_id
               AND task.schedule_id = fire.schedule_id
             WHERE task.id IS NULL
                OR fire.task_id IS NULL"""),

    /** What was scheduled for a second was done once. */
    FIRES_RUN_ONCE("""
            SELECT fire.schedule_id || ' ran ' || COUNT(ran.value) || ' times for ' || fire.fire_at
              FROM caraway_schedule_fire AS fire
              LEFT JOIN (SELECT task.schedule_id, effect.value
                           FROM caraway_finished AS task
                           JOIN fault_effect AS effect ON effect.task_id = task.id
                          WHERE task.schedule_id IS NOT NULL) AS ran
                ON ran.schedule_id = fire.schedule_id
               AND ran.value = CAST(EXTRACT(epoch FROM fire.fire_at) AS bigint)
             GROUP BY fire.schedule_id, fire.fire_at
            HAVING COUNT(ran.value) <> 1"""),

    /** A step that committed, or a row of an iteration, is not done again, and none is left out. */
    STEPS_COMMIT_ONCE("""
            SELECT task.id || ' (' || task.name || ') did ' || done.names || ' parts in ' || done.rows || ' commits'
              FROM caraway_finished AS task
             CROSS JOIN LATERAL (
                   SELECT COUNT(*) AS rows, COUNT(DISTINCT step.name) AS names
                     FROM fault_step AS step
                    WHERE step.task_id = task.id) AS done
             WHERE task.name IN ('fault.stepped', 'fault.iterating')
               AND (done.rows <> done.names
                    OR done.rows <> CASE task.name WHEN 'fault.stepped' THEN %d ELSE %d END)""".formatted(DurableTasks.STEPS, DurableTasks.ROWS)),

    /** Each attempt gets the same value of a step that is stored, and the same signal. */
    STORED_VALUES_STAY("""
            SELECT task_id || ' got several values of ' || name || ': ' || string_agg(DISTINCT value || '', ', ')
              FROM fault_seen
             WHERE name <> '(cursor)'
             GROUP BY task_id, name
            HAVING COUNT(DISTINCT value) > 1"""),

    /** No attempt begins before the position that an earlier one has found stored. */
    CURSORS_DO_NOT_GO_BACK("""
            SELECT earlier.task_id || ' began attempt ' || earlier.attempt || ' at ' || earlier.value || ' and attempt '
                   || later.attempt || ' at ' || later.value
              FROM fault_seen AS earlier
              JOIN fault_seen AS later
                ON later.task_id = earlier.task_id
               AND later.name = earlier.name
               AND later.attempt > earlier.attempt
             WHERE earlier.name = '(cursor)'
               AND later.value < earlier.value"""),

    /** Of the signals to a task one is accepted, and the task goes on with its value. */
    SIGNALS_ARE_DELIVERED_ONCE("""
            SELECT task.id || ' went on with ' || COALESCE(CAST(effect.value AS text), 'nothing') || ' after '
                   || sent.accepted || ' accepted signals: ' || COALESCE(sent.values, 'none')
              FROM caraway_finished AS task
              LEFT JOIN fault_effect AS effect ON effect.task_id = task.id
             CROSS JOIN LATERAL (
                   SELECT COUNT(*) AS accepted, string_agg(CAST(signal.value AS text), ', ') AS values
                     FROM fault_signal AS signal
                    WHERE signal.task_id = task.id
                      AND signal.outcome = 'ACCEPTED') AS sent
             WHERE task.name = 'fault.waiting'
               AND (sent.accepted <> 1 OR sent.values IS DISTINCT FROM CAST(effect.value AS text))"""),

    /** No sleep is left out, and none ends early. */
    SLEEPS_LAST("""
            SELECT task.id || ' slept until ' || COALESCE(CAST(seen.seen_at AS text), 'never') || ' and not until '
                   || COALESCE(CAST(wait.waits_until AS text), 'any time')
              FROM caraway_finished AS task
              LEFT JOIN fault_seen AS seen ON seen.task_id = task.id AND seen.name = 'nap'
              LEFT JOIN caraway_wait AS wait ON wait.task_id = task.id AND wait.awaits = 'sleep:nap'
             WHERE task.name = 'fault.sleeping'
               AND COALESCE(seen.seen_at < wait.waits_until, TRUE)""");

    private final String sql;

    Invariant(String sql) {
        this.sql = sql;
    }

    /** Finds one text for each violation. */
    String sql() {
        return sql;
    }
}
