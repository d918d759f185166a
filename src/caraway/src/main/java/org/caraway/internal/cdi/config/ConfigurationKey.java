package org.caraway.internal.cdi.config;

import java.util.Locale;

/**
 * The configuration keys of the whole application: the one place for their names, defaults and meaning. Those of one
 * task are the {@link TaskAttribute}s.
 */
public enum ConfigurationKey {
    DATASOURCE(
            "caraway.datasource",
            "java:comp/DefaultDataSource",
            "JNDI name of the JTA data source that holds the tables"),
    SCHEMA(
            "caraway.schema",
            "",
            "migrate creates and upgrades the tables, check only looks; default: migrate on H2, check elsewhere"),
    DATABASE_TIMEOUT(
            "caraway.database-timeout",
            "PT10S",
            "How long the database may stay silent on a statement of Caraway's before it counts as away, at least PT1S"),
    EXECUTOR(
            "caraway.executor",
            "java:comp/DefaultManagedExecutorService",
            "JNDI name of the managed executor service that the threads come from"),
    DEFAULT_QUEUE("caraway.default-queue", "default", "The queue of tasks for which nothing names another"),
    ROUTES(
            "caraway.routes",
            "",
            "Where tasks go by their names, with a priority if wanted, such as feeds.*=low:2,Reports.render=reports; the first"
                    + " match counts"),
    UNKNOWN_QUEUE(
            "caraway.unknown-queue",
            "accept",
            "What becomes of a call into a queue that nobody knows: accept lets it wait for a worker, refuse throws"),
    SOFT_TIME_LIMIT(
            "caraway.soft-time-limit", "PT5M", "After which an attempt of a task that says nothing is interrupted"),
    TIME_LIMIT("caraway.time-limit", "PT6M", "After which an attempt of a task that says nothing is failed"),
    REPORT_DEFAULTS(
            "caraway.report-defaults",
            "false",
            "Whether the start names the tasks that rely on defaults for time limits and retries"),
    MAX_ARGUMENTS_BYTES(
            "caraway.max-arguments-bytes",
            "1048576",
            "The most bytes of JSON that the arguments of a task may have; more is refused when it is enqueued"),
    MAX_RESULT_BYTES(
            "caraway.max-result-bytes",
            "10485760",
            "The most bytes of JSON that a result or partial result of a task may have; an attempt that returns more fails for good"),
    RESULT_STORE_THRESHOLD_BYTES(
            "caraway.result-store-threshold-bytes",
            "65536",
            "From more than how many bytes of JSON on a result goes to the application's ResultStore, where it has one"),
    MAX_WORKFLOW_NODES(
            "caraway.workflow.max-nodes",
            "100000",
            "The most steps and groups that a workflow may have, those of its fan-outs included"),
    WEBHOOK_ALLOWED_HOSTS(
            "caraway.webhook.allowed-hosts",
            "",
            "The hosts that messages about the end of tasks may go to, such as hooks.example.com,*.example.org; none by default"),
    WEBHOOK_SECRET(
            "caraway.webhook.secret",
            "",
            "The key that signs such messages: 24 to 64 bytes as Base64, with or without whsec_ before it"),
    WEBHOOK_INTRANET(
            "caraway.webhook.intranet",
            "false",
            "Whether such messages may go to private addresses and over plain HTTP"),
    SIGNAL_URL_BASE(
            "caraway.signal-url.base",
            "",
            "Where people outside reach the application's CarawaySignals, such as https://app.example/api/signals; none by default"),
    SIGNAL_URL_SECRETS(
            "caraway.signal-url.secrets",
            "",
            "The keys of signal URLs, separated by commas, each 24 to 64 bytes as Base64: the first signs, all are accepted"),
    MAX_CONTEXT_BYTES(
            "caraway.max-context-bytes",
            "8192",
            "The most bytes of JSON that the caller's context may have; more is refused when a task is enqueued"),
    TIME_ZONE_HEADER(
            "caraway.time-zone-header",
            "Time-Zone",
            "The header of a request that names the caller's time zone, such as Europe/Vienna"),
    PROPAGATE_ROLES(
            "caraway.propagate-roles",
            "",
            "Which roles of the caller travel with tasks as facts, such as clerk,manager; default: none"),
    NOTIFY(
            "caraway.notify",
            "true",
            "Whether nodes tell each other of due tasks, by NOTIFY on PostgreSQL; else they poll"),
    ADMIN_ENABLED(
            "caraway.admin.enabled",
            "true",
            "Whether TaskAdmin may be used in this process; false refuses all its methods"),
    TRACING(
            "caraway.tracing",
            "true",
            "Whether tasks are traced with the application's OpenTelemetry, where it has one that is enabled"),
    HEALTH_ENABLED(
            "caraway.health.enabled",
            "true",
            "Whether the server's MicroProfile Health, where it has that, is given the checks of this node"),
    METRICS_ENABLED(
            "caraway.metrics.enabled",
            "true",
            "Whether the server's MicroProfile Metrics, where it has that, is given the numbers of tasks and queues"),
    METRICS_BUCKETS(
            "caraway.metrics.buckets",
            "PT0.01S,PT0.05S,PT0.1S,PT0.5S,PT1S,PT5S,PT10S,PT30S,PT1M,PT5M,PT30M",
            "The upper bounds of the histograms of waits and run times, ascending"),
    WORKER_ENABLED("caraway.worker.enabled", "true", "Whether this process runs tasks; enqueueing is always possible"),
    WORKER_QUEUES(
            "caraway.worker.queues",
            "",
            "Queues to serve with their slots, such as reports:2-8,default:4; default: those of the tasks in this application,"
                    + " and the default one"),
    WORKER_SLOTS(
            "caraway.worker.slots",
            "",
            "Slots of queues that name none; default: the number of processors, at least 2"),
    LOW_PRIORITY_SHARE(
            "caraway.worker.low-priority-share",
            "10",
            "Of a hundred tasks that are claimed while more wait, how many are taken from the lowest priority: 0 to 50"),
    WORKER_EXCLUDE_QUEUES(
            "caraway.worker.exclude-queues",
            "",
            "Queues that this worker does not serve, such as reports,video, though it would by default"),
    SLOTS_KEEPALIVE(
            "caraway.worker.slots-keepalive",
            "PT30S",
            "How long slots beyond the least number stay when there is no work for them"),
    NODE("caraway.node", "", "The name of this node, for tasks that are to run on it; default: the host's"),
    POLL_INTERVAL("caraway.poll-interval", "PT1S", "How long a worker sleeps at most before it looks for due tasks"),
    SLEEP_PARKS_FROM(
            "caraway.sleep-parks-from",
            "PT10S",
            "From which length on a sleep of a task ends its attempt; a shorter one holds its slot"),
    LEASE("caraway.lease", "PT30S", "How long a silent worker keeps its tasks, at least PT5S"),
    SHUTDOWN(
            "caraway.shutdown",
            "soft",
            "What running tasks may do when the application stops: warm finish, soft go on for the grace time, cold nothing"),
    SHUTDOWN_GRACE("caraway.shutdown-grace", "PT25S", "How long running tasks may go on when the application stops"),
    RETENTION("caraway.retention", "P7D", "How long finished tasks are kept at least; on PostgreSQL they go by days"),
    LOG_STEPS(
            "caraway.log-steps",
            "debug",
            "At which level the ordinary steps of tasks are logged: debug, info or off; what goes wrong is a warning"),
    LOG_ARGUMENTS(
            "caraway.log-arguments",
            "false",
            "Whether the line of an enqueued task carries its arguments, without those that are @Sensitive"),
    PROPAGATE_LOG_FIELDS(
            "caraway.propagate-log-fields",
            "",
            "Which fields of SLF4J's log context (MDC) travel with tasks, such as orderId,tenant; default: none"),
    CAPTURE_LOGS(
            "caraway.capture-logs",
            "off",
            "From which level on what a task logs is stored in caraway_log: error, warning, info, debug, trace or off");

    private final String key;
    private final String defaultText;
    private final String description;

    ConfigurationKey(String key, String defaultText, String description) {
        this.key = key;
        this.defaultText = defaultText;
        this.description = description;
    }

    public String key() {
        return key;
    }

    /** The default as it would be written, empty if it is computed. */
    String defaultText() {
        return defaultText;
    }

    String description() {
        return description;
    }

    /** The environment variable of this key. */
    String variable() {
        return variableOf(key);
    }

    /** The environment variable of a key, by the mapping of MicroProfile Config. */
    static String variableOf(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
