-- The operator's cookbook. Each query runs unchanged on PostgreSQL and on H2; what the columns mean: sql/README.md.

-- name: tasks by state and queue
-- Number of live tasks, and of tasks that finished within the last day, by state and queue. Many RETRY: see "retries in
-- flight". Many PENDING: see "backlog age".
SELECT queue, state, COUNT(*) AS tasks
  FROM caraway_active
 GROUP BY queue, state
UNION ALL
SELECT queue, state, COUNT(*) AS tasks
  FROM caraway_finished
 WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 GROUP BY queue, state
 ORDER BY queue, state;

-- name: backlog age
-- How long the oldest due task of each queue has waited. If it grows, give the queue more slots or nodes.
SELECT queue, COUNT(*) AS due, MIN(run_at) AS oldest_due,
       EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - MIN(run_at))) AS seconds
  FROM caraway_active
 WHERE state IN ('PENDING', 'RETRY')
   AND run_at <= CURRENT_TIMESTAMP
 GROUP BY queue
 ORDER BY seconds DESC;

-- name: time to drain
-- Due tasks of each queue, and the seconds until none is left at the pace of the last 15 minutes, if no more came. NULL:
-- nothing finished; see "unclaimable names" and "workers alive".
SELECT due.queue, due.tasks AS due, COALESCE(done.tasks, 0) AS finished,
       CASE WHEN done.tasks > 0 THEN 900.0 * due.tasks / done.tasks END AS seconds_to_drain
  FROM (SELECT queue, COUNT(*) AS tasks
          FROM caraway_active
         WHERE state IN ('PENDING', 'RETRY')
           AND run_at <= CURRENT_TIMESTAMP
         GROUP BY queue) AS due
  LEFT JOIN (SELECT queue, COUNT(*) AS tasks
               FROM caraway_finished
              WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '15' MINUTE
              GROUP BY queue) AS done ON done.queue = due.queue
 ORDER BY due.tasks DESC, due.queue;

-- name: running now
-- Running tasks with their worker, duration and progress. Much longer than usual: check the task's log, then its
-- worker's threads.
SELECT id, name, queue, worker_id, attempt, progress_current, progress_total, progress_message,
       EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - started_at)) AS seconds
  FROM caraway_active
 WHERE state = 'STARTED'
 ORDER BY started_at;

-- name: stuck tasks
-- Started, but the worker's lease is over. Workers that are alive rescue them; if they stay here, no worker is alive.
SELECT task.id, task.name, task.queue, task.worker_id, worker.lease_until
  FROM caraway_active AS task
  LEFT JOIN caraway_worker AS worker ON worker.id = task.worker_id
 WHERE task.state = 'STARTED'
   AND (worker.id IS NULL OR worker.lease_until <= CURRENT_TIMESTAMP)
 ORDER BY task.started_at;

-- name: slowest task names
-- Seconds of the last attempt by name over the last day. Split the task, or give it a queue of its own.
SELECT name, COUNT(*) AS tasks,
       AVG(EXTRACT(EPOCH FROM (finished_at - started_at))) AS average_seconds,
       PERCENTILE_CONT(0.95) WITHIN GROUP (
           ORDER BY CAST(EXTRACT(EPOCH FROM (finished_at - started_at)) AS DOUBLE PRECISION)) AS p95_seconds,
       MAX(EXTRACT(EPOCH FROM (finished_at - started_at))) AS max_seconds
  FROM caraway_finished
 WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
   AND started_at IS NOT NULL
 GROUP BY name
 ORDER BY p95_seconds DESC
 LIMIT 20;

-- name: failures by type
-- Final failures of the last day, most frequent first. Begin with the first row.
SELECT name, error_type, COUNT(*) AS failures, MAX(finished_at) AS latest
  FROM caraway_finished
 WHERE state = 'FAILURE'
   AND finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 GROUP BY name, error_type
 ORDER BY failures DESC, name;

-- name: failure rate by name
-- Percentage of the tasks finished within the last day that failed, by name. A rate counts more than a number: a name
-- that runs often fails often.
SELECT name, COUNT(*) AS tasks, COUNT(*) FILTER (WHERE state = 'FAILURE') AS failures,
       100.0 * COUNT(*) FILTER (WHERE state = 'FAILURE') / COUNT(*) AS failure_percent
  FROM caraway_finished
 WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 GROUP BY name
 ORDER BY failure_percent DESC, tasks DESC, name;

-- name: latest failures
-- The last twenty failures of the last day with their messages. The stack trace is in error_trace: see "one task".
SELECT finished_at, id, name, attempt, error_type, error_message
  FROM caraway_finished
 WHERE state = 'FAILURE'
   AND finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 ORDER BY finished_at DESC
 LIMIT 20;

-- name: retries in flight
-- Tasks that failed and will run again, with the last error. The same error everywhere: a dependency is down.
SELECT id, name, queue, retries, run_at, error_type, error_message
  FROM caraway_active
 WHERE state = 'RETRY'
 ORDER BY run_at
 LIMIT 100;

-- name: retries by name
-- Retries that the tasks finished within the last day needed, by name. Many retries and few failures: a dependency that
-- is often away for a moment.
SELECT name, COUNT(*) AS tasks, COUNT(*) FILTER (WHERE retries > 0) AS retried, SUM(retries) AS retries,
       MAX(retries) AS most
  FROM caraway_finished
 WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 GROUP BY name
HAVING SUM(retries) > 0
 ORDER BY retries DESC, name;

-- name: tasks by caller
-- Tasks that finished between two instants, by the caller who enqueued them. Replace the instants by yours.
SELECT created_by, COUNT(*) AS tasks, COUNT(*) FILTER (WHERE state = 'FAILURE') AS failures, SUM(retries) AS retries,
       SUM(EXTRACT(EPOCH FROM (finished_at - started_at))) AS run_seconds
  FROM caraway_finished
 WHERE finished_at >= CURRENT_TIMESTAMP - INTERVAL '1' HOUR
   AND finished_at < CURRENT_TIMESTAMP
 GROUP BY created_by
 ORDER BY tasks DESC, created_by;

-- name: tasks by worker
-- Tasks that finished between two instants, by the worker that ran them. Replace the instants by yours. One worker with
-- more failures than the others: look at its node.
SELECT worker_id, COUNT(*) AS tasks, COUNT(*) FILTER (WHERE state = 'FAILURE') AS failures, SUM(retries) AS retries,
       SUM(EXTRACT(EPOCH FROM (finished_at - started_at))) AS run_seconds
  FROM caraway_finished
 WHERE finished_at >= CURRENT_TIMESTAMP - INTERVAL '1' HOUR
   AND finished_at < CURRENT_TIMESTAMP
 GROUP BY worker_id
 ORDER BY tasks DESC, worker_id;

-- name: tasks by label
-- Tasks with a label that finished between two instants, by name and state. Replace label and instants by yours.
SELECT name, state, COUNT(*) AS tasks, SUM(retries) AS retries
  FROM caraway_finished
 WHERE finished_at >= CURRENT_TIMESTAMP - INTERVAL '1' HOUR
   AND finished_at < CURRENT_TIMESTAMP
   AND REPLACE(CAST(labels AS text), '": "', '":"') LIKE '%"run":"nightly"%'
 GROUP BY name, state
 ORDER BY tasks DESC, name, state;

-- name: throughput per minute
-- Tasks finished in each minute of the last hour. A gap: nothing was due, or no worker was alive.
SELECT DATE_TRUNC('minute', finished_at) AS minute_start, COUNT(*) AS finished,
       COUNT(*) FILTER (WHERE state = 'FAILURE') AS failed
  FROM caraway_finished
 WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR
 GROUP BY DATE_TRUNC('minute', finished_at)
 ORDER BY minute_start;

-- name: wait time
-- Seconds between due and claimed over the last hour, by queue. More than the poll interval: slots are too few.
SELECT queue, COUNT(*) AS tasks,
       AVG(EXTRACT(EPOCH FROM (started_at - run_at))) AS average_seconds,
       MAX(EXTRACT(EPOCH FROM (started_at - run_at))) AS max_seconds
  FROM (SELECT queue, run_at, started_at
          FROM caraway_active
         WHERE started_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR
           AND state = 'STARTED'
        UNION ALL
        SELECT queue, run_at, started_at
          FROM caraway_finished
         WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR
           AND started_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR
           AND state IN ('SUCCESS', 'FAILURE')) AS claimed
 GROUP BY queue
 ORDER BY max_seconds DESC;

-- name: waits by queue and hour
-- Seconds between due and claimed of the tasks that finished within the last day, by queue and by the hour of the
-- claim. A p95 that grows at the same hour of each day: add slots for that hour, or spread what is enqueued then.
SELECT queue, DATE_TRUNC('hour', started_at) AS hour_start, COUNT(*) AS tasks,
       PERCENTILE_CONT(0.95) WITHIN GROUP (
           ORDER BY CAST(EXTRACT(EPOCH FROM (started_at - run_at)) AS DOUBLE PRECISION)) AS p95_seconds,
       MAX(EXTRACT(EPOCH FROM (started_at - run_at))) AS max_seconds
  FROM caraway_finished
 WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
   AND started_at IS NOT NULL
 GROUP BY queue, DATE_TRUNC('hour', started_at)
 ORDER BY queue, hour_start;

-- name: one task
-- A task and its attempts that did not succeed. Replace the id by yours.
SELECT task.name, task.state, task.arguments, task.result, task.error_message, task.error_trace,
       failed.attempt AS failed_attempt, failed.worker_id AS failed_worker, failed.outcome, failed.ended_at,
       failed.error_type AS attempt_error_type, failed.error_message AS attempt_error_message
  FROM caraway_task AS task
  LEFT JOIN caraway_attempt AS failed ON failed.task_id = task.id
 WHERE task.id = CAST('00000000-0000-7000-8000-000000000001' AS uuid)
 ORDER BY failed.attempt;

-- name: log of one task
-- The log lines of a task, in order. Replace the id by yours.
SELECT attempt, logged_at, level, logger, line
  FROM caraway_log
 WHERE task_id = CAST('00000000-0000-7000-8000-000000000001' AS uuid)
 ORDER BY id;

-- name: children of a root
-- Every task that descends from a root, directly or not. Replace the id by your root's.
SELECT id, parent_id, name, state, created_at
  FROM caraway_task
 WHERE root_id = CAST('00000000-0000-7000-8000-000000000001' AS uuid)
 ORDER BY created_at, id;

-- name: workers alive
-- Living workers with their queues, lease and number of running tasks. A node that is missing here runs no tasks.
SELECT worker.id, worker.host, worker.started_at, worker.seen_at, worker.lease_until,
       (SELECT STRING_AGG(served.queue || ':' || served.slots, ',' ORDER BY served.queue)
          FROM caraway_worker_queue AS served
         WHERE served.worker_id = worker.id) AS queues,
       (SELECT COUNT(*) FROM caraway_active WHERE worker_id = worker.id AND state = 'STARTED') AS running
  FROM caraway_worker AS worker
 WHERE worker.lease_until > CURRENT_TIMESTAMP
 ORDER BY worker.host, worker.id;

-- name: unclaimable names
-- Due, but no living worker serves the queue and has the name: misspelt, not deployed, or a forgotten queue.
SELECT due.name, due.queue, COUNT(*) AS tasks, MIN(due.run_at) AS oldest_due
  FROM caraway_active AS due
 WHERE due.state IN ('PENDING', 'RETRY')
   AND due.run_at <= CURRENT_TIMESTAMP
   AND NOT EXISTS (
       SELECT 1
         FROM caraway_worker AS worker
         JOIN caraway_worker_queue AS served ON served.worker_id = worker.id
         JOIN caraway_worker_name AS known ON known.worker_id = worker.id
        WHERE worker.lease_until > CURRENT_TIMESTAMP
          AND served.queue = due.queue
          AND known.name = due.name)
 GROUP BY due.name, due.queue
 ORDER BY oldest_due;

-- name: lost deliveries
-- Tasks whose workers were lost while they ran: live tasks, and those that finished within the last day. The same name
-- repeatedly: it crashes its worker, by memory or exit.
SELECT id, name, state, deliveries, attempt
  FROM caraway_active
 WHERE deliveries > 0
UNION ALL
SELECT id, name, state, deliveries, attempt
  FROM caraway_finished
 WHERE deliveries > 0
   AND finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 ORDER BY deliveries DESC, id
 LIMIT 100;

-- name: largest payloads
-- Bytes of arguments and result of live tasks, and of those that finished within the last hour. Pass ids and store the
-- data elsewhere.
SELECT id, name, arguments_bytes, result_bytes
  FROM (SELECT id, name, OCTET_LENGTH(CAST(arguments AS text)) AS arguments_bytes, 0 AS result_bytes
          FROM caraway_active
        UNION ALL
        SELECT id, name, OCTET_LENGTH(CAST(arguments AS text)) AS arguments_bytes,
               COALESCE(OCTET_LENGTH(CAST(result AS text)), 0) AS result_bytes
          FROM caraway_finished
         WHERE finished_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR) AS payload
 ORDER BY arguments_bytes + result_bytes DESC, id
 LIMIT 20;

-- name: late schedules
-- Schedules that have been due for more than a minute: no node with a worker runs, or none reaches the database in time.
SELECT name, task, next_at, EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - next_at)) AS seconds
  FROM caraway_schedule
 WHERE next_at < CURRENT_TIMESTAMP - INTERVAL '1' MINUTE
 ORDER BY next_at;

-- name: fires that did not run
-- Fires of the last day that were missed, skipped or refused, with the reason.
SELECT schedule.name, fire.fire_at, fire.outcome, fire.reason
  FROM caraway_schedule_fire AS fire
  JOIN caraway_schedule AS schedule ON schedule.id = fire.schedule_id
 WHERE fire.recorded_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
   AND fire.outcome IN ('MISSED', 'SKIPPED', 'REFUSED')
 ORDER BY fire.recorded_at DESC, fire.fire_at DESC
 LIMIT 100;

-- name: steps that wait for nothing
-- Steps that still wait although the step before them finished more than a minute ago, and their workflow is not paused.
-- There should be none: within six minutes a worker releases, ends or skips them, and logs a warning.
SELECT step.workflow_id, step.id, step.name, step.after_id, step.after_when, before.state, before.finished_at
  FROM caraway_active AS step
  JOIN caraway_finished AS before ON before.id = step.after_id
  JOIN caraway_workflow AS workflow ON workflow.id = step.workflow_id
 WHERE step.state = 'WAITING'
   AND step.name <> 'caraway.group'
   AND step.after_when <> 'SLOT'
   AND NOT workflow.paused
   AND before.finished_at < CURRENT_TIMESTAMP - INTERVAL '1' MINUTE
 ORDER BY before.finished_at
 LIMIT 100;

-- name: workflows in progress
-- The oldest unfinished workflows, with their live steps by state. Steps of a fan-out are counted once they exist.
SELECT workflow.id, workflow.name, workflow.created_at, workflow.nodes,
       COUNT(CASE WHEN step.state = 'WAITING' THEN 1 END) AS waiting,
       COUNT(CASE WHEN step.state IN ('PENDING', 'RETRY') THEN 1 END) AS due,
       COUNT(CASE WHEN step.state = 'STARTED' THEN 1 END) AS running
  FROM caraway_workflow AS workflow
  JOIN caraway_active AS step ON step.workflow_id = workflow.id
 WHERE step.name <> 'caraway.group'
 GROUP BY workflow.id, workflow.name, workflow.created_at, workflow.nodes
 ORDER BY workflow.created_at
 LIMIT 100;

-- name: why workflows failed
-- Workflows that failed within the last day, with the step with which that began.
SELECT workflow.id, workflow.name, cause.id AS step_id, cause.name AS task, cause.step, cause.error_type,
       cause.error_message, finished.finished_at
  FROM caraway_workflow AS workflow
  JOIN caraway_finished AS finished ON finished.id = workflow.id
  JOIN caraway_finished AS cause ON cause.id = COALESCE(finished.cause_id, finished.id)
 WHERE finished.state = 'FAILURE'
   AND finished.finished_at > CURRENT_TIMESTAMP - INTERVAL '1' DAY
 ORDER BY finished.finished_at DESC
 LIMIT 100;
