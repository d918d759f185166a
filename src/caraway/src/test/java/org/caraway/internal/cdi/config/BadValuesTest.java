package org.caraway.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.junit.jupiter.api.Test;

/** A bad value for each attribute and each key: all are told at once, each with its place, its value and the fix. */
class BadValuesTest {

    private static final String HERE = BadValuesTest.class.getName();
    private static final String QUEUE = "is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens";
    private static final String DURATION = "is no duration; write ISO-8601 text such as PT1M30S";
    private static final String TRUTH = "is not known; use true or false";
    private static final String SHORT = "is too short; use PT0S or more";
    private static final String ZERO = "is too short; use more than zero";
    private static final String ONE = "is out of range; use a number of 1 or more";
    private static final String CLASSES = "; use full names of exception classes";

    /** They take any text. */
    private static final Set<ConfigurationKey> NEVER_BAD =
            EnumSet.of(ConfigurationKey.DATASOURCE, ConfigurationKey.EXECUTOR, ConfigurationKey.PROPAGATE_ROLES);

    private static final Set<ConfigurationKey> SECRETS =
            EnumSet.of(ConfigurationKey.WEBHOOK_SECRET, ConfigurationKey.SIGNAL_URL_SECRETS);

    @ApplicationScoped
    static class Orders {
        @Task
        public void ship(long order) {}
    }

    @ApplicationScoped
    static class Limits {
        @Task(rateLimit = "10/s per customer")
        public void ofNothing() {}

        @Task(maxConcurrent = "1 per customer")
        public void ofAnother(long order) {}

        @Task(rateLimit = "10/s per order", maxConcurrent = "1 per customer")
        public void ofTwo(long order, String customer) {}

        @Task(rateLimit = "10/s per order, 1/h per customer")
        public void ofTwoInOne(long order, String customer) {}

        @Task(key = "order", maxConcurrent = "1 per customer")
        public void ofKeyAndAnother(long order, String customer) {}

        @Task(rateLimit = "0/s", maxConcurrent = "three", expires = "tomorrow", retainFor = "PT0S")
        public void ofNonsense() {}
    }

    @Test
    void everyAttributeOfATask() {
        Map<TaskAttribute, List<String>> table = attributes();
        Map<String, String> values = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        table.forEach((attribute, row) -> {
            String key = attribute.keys("Orders.ship").get(0);
            values.put(key, row.get(0));
            expected.add(key + ": '" + row.get(0) + "' (from test.properties) " + row.get(1));
        });

        List<String> mistakes =
                Application.with(Orders.class).configuredBy(values).mistakes();

        assertThat(mistakes).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(table)
                .containsOnlyKeys(Stream.of(TaskAttribute.values())
                        .filter(attribute -> attribute != TaskAttribute.DESCRIPTION)
                        .toArray(TaskAttribute[]::new));
    }

    private static Map<TaskAttribute, List<String>> attributes() {
        return Map.ofEntries(
                Map.entry(TaskAttribute.QUEUE, List.of("two words", QUEUE)),
                Map.entry(TaskAttribute.PRIORITY, List.of("11", "is out of range; use a number from 0 to 9")),
                Map.entry(
                        TaskAttribute.KEY,
                        List.of(
                                "customer",
                                "names the parameter 'customer', and " + HERE
                                        + "$Orders#ship has order; name one of them,"
                                        + " and compile with -parameters")),
                Map.entry(
                        TaskAttribute.RATE_LIMIT,
                        List.of(
                                "fast",
                                "is wrong: 'fast' is no rate limit; write a number of 1 or more and a unit such as 100/m (s,"
                                        + " m, h or d), with a parameter 100/m per customer, with other tasks 100/m shared smtp")),
                Map.entry(
                        TaskAttribute.MAX_CONCURRENT,
                        List.of(
                                "0",
                                "is wrong: '0' is no limit on concurrency; write a number of 1 or more such as 3, with a"
                                        + " parameter 1 per customer")),
                Map.entry(TaskAttribute.EXPIRES, List.of("PT-1H", SHORT)),
                Map.entry(TaskAttribute.IGNORE_RESULT, List.of("maybe", TRUTH)),
                Map.entry(TaskAttribute.REMOTE, List.of("perhaps", TRUTH)),
                Map.entry(TaskAttribute.RETAIN_FOR, List.of("30 days", DURATION)),
                Map.entry(
                        TaskAttribute.EXPECTED,
                        List.of("java.lang.String", "names the class java.lang.String that is no exception" + CLASSES)),
                Map.entry(
                        TaskAttribute.RETRY_FOR,
                        List.of("IOException", "names the class IOException that cannot be loaded" + CLASSES)),
                Map.entry(
                        TaskAttribute.DONT_RETRY_FOR,
                        List.of("no.Such", "names the class no.Such that cannot be loaded" + CLASSES)),
                Map.entry(TaskAttribute.MAX_RETRIES, List.of("-2", "is out of range; use a number of -1 or more")),
                Map.entry(TaskAttribute.RETRY_DELAY, List.of("PT-1S", SHORT)),
                Map.entry(
                        TaskAttribute.RETRY_BACKOFF,
                        List.of("0.5", "is no factor; use a number of 1 or more, such as 2.0")),
                Map.entry(TaskAttribute.RETRY_DELAY_MAX, List.of("forever", DURATION)),
                Map.entry(TaskAttribute.RETRY_JITTER, List.of("1", TRUTH)),
                Map.entry(TaskAttribute.RETRY_IN_OUTAGE, List.of("PT-1S", SHORT)),
                Map.entry(TaskAttribute.DEADLINE, List.of("a day", DURATION)),
                Map.entry(TaskAttribute.SOFT_TIME_LIMIT, List.of("PT0S", ZERO)),
                Map.entry(TaskAttribute.TIME_LIMIT, List.of("P99999999D", "is too long; use P36500D or less")),
                Map.entry(TaskAttribute.MAX_DELIVERIES, List.of("0", ONE)),
                Map.entry(
                        TaskAttribute.DELIVERY,
                        List.of("exactly-once", "is not known; use at-least-once or at-most-once")),
                Map.entry(TaskAttribute.WITHOUT_CONTEXT, List.of("no", TRUTH)),
                Map.entry(
                        TaskAttribute.FORMAT,
                        List.of(
                                "vault",
                                "is the name of no PayloadFormat; add a bean of that type with @Named(\"vault\")")));
    }

    @Test
    void everyKeyOfTheApplication() {
        Map<ConfigurationKey, List<String>> table = keys();
        Map<String, String> values = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        table.forEach((key, row) -> {
            values.put(key.key(), row.get(0));
            String shown = SECRETS.contains(key) ? "***" : row.get(0);
            expected.add(key.key() + ": '" + shown + "' (from test.properties) " + row.get(1));
        });

        List<String> mistakes =
                Application.with(Orders.class).configuredBy(values).mistakes();

        assertThat(mistakes).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(table)
                .containsOnlyKeys(Stream.of(ConfigurationKey.values())
                        .filter(key -> !NEVER_BAD.contains(key))
                        .toArray(ConfigurationKey[]::new));
    }

    private static Map<ConfigurationKey, List<String>> keys() {
        return Map.ofEntries(
                Map.entry(ConfigurationKey.SCHEMA, List.of("create", "is not known; use migrate or check")),
                Map.entry(ConfigurationKey.DATABASE_TIMEOUT, List.of("PT0.5S", "is too short; use PT1S or more")),
                Map.entry(ConfigurationKey.DEFAULT_QUEUE, List.of("two words", QUEUE)),
                Map.entry(
                        ConfigurationKey.ROUTES,
                        List.of(
                                "feeds.*",
                                "has the route 'feeds.*' without a pattern and a queue; write patterns of task names with"
                                        + " their queues such as feeds.*=low,*=default")),
                Map.entry(ConfigurationKey.UNKNOWN_QUEUE, List.of("ignore", "is not known; use accept or refuse")),
                Map.entry(ConfigurationKey.SOFT_TIME_LIMIT, List.of("PT-1S", SHORT)),
                Map.entry(ConfigurationKey.TIME_LIMIT, List.of("long", DURATION)),
                Map.entry(ConfigurationKey.REPORT_DEFAULTS, List.of("yes", TRUTH)),
                Map.entry(
                        ConfigurationKey.MAX_ARGUMENTS_BYTES,
                        List.of("1", "is out of range; use a number of 2 or more")),
                Map.entry(
                        ConfigurationKey.MAX_RESULT_BYTES,
                        List.of("none", "is no whole number; use a number of 2 or more")),
                Map.entry(
                        ConfigurationKey.RESULT_STORE_THRESHOLD_BYTES,
                        List.of("-1", "is out of range; use a number of 0 or more")),
                Map.entry(
                        ConfigurationKey.MAX_WORKFLOW_NODES,
                        List.of("0", "is out of range; use a number of 1 or more")),
                Map.entry(
                        ConfigurationKey.WEBHOOK_ALLOWED_HOSTS,
                        List.of(
                                "hooks.example.com, https://x",
                                "has 'https://x', which is no host; write names such as"
                                        + " hooks.example.com,*.example.org,partner:8443")),
                Map.entry(
                        ConfigurationKey.WEBHOOK_SECRET,
                        List.of(
                                "c2hvcnQ=",
                                "has 5 bytes; write 24 to 64 bytes as Base64, for instance what 'openssl rand -base64 32'"
                                        + " prints")),
                Map.entry(ConfigurationKey.WEBHOOK_INTRANET, List.of("local", TRUTH)),
                Map.entry(
                        ConfigurationKey.SIGNAL_URL_BASE,
                        List.of(
                                "app.example",
                                "is no address of a resource; write one without a query such as"
                                        + " https://app.example/api/signals")),
                Map.entry(
                        ConfigurationKey.SIGNAL_URL_SECRETS,
                        List.of(
                                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,c2hvcnQ=",
                                "has 5 bytes; write keys of 24 to 64 bytes as Base64, separated by commas, for instance"
                                        + " what 'openssl rand -base64 32' prints")),
                Map.entry(
                        ConfigurationKey.MAX_CONTEXT_BYTES,
                        List.of("big", "is no whole number; use a number of 2 or more")),
                Map.entry(
                        ConfigurationKey.TIME_ZONE_HEADER,
                        List.of("Time Zone", "is no name of a header; write one such as Time-Zone")),
                Map.entry(ConfigurationKey.NOTIFY, List.of("on", TRUTH)),
                Map.entry(ConfigurationKey.ADMIN_ENABLED, List.of("on", TRUTH)),
                Map.entry(ConfigurationKey.TRACING, List.of("off", TRUTH)),
                Map.entry(ConfigurationKey.HEALTH_ENABLED, List.of("up", TRUTH)),
                Map.entry(ConfigurationKey.METRICS_ENABLED, List.of("1", TRUTH)),
                Map.entry(
                        ConfigurationKey.METRICS_BUCKETS,
                        List.of(
                                "PT1S,PT0.1S",
                                "is no list of bounds; write 1 to 30 durations from the shortest to the longest, at most P365D,"
                                        + " such as PT0.1S,PT1S,PT1M")),
                Map.entry(ConfigurationKey.WORKER_ENABLED, List.of("web", TRUTH)),
                Map.entry(
                        ConfigurationKey.WORKER_QUEUES,
                        List.of(
                                "mail:x",
                                "gives the queue 'mail' 'x' slots; write queues with their slots such as"
                                        + " reports:8,default:4, or at least 2 and at most 8 as reports:2-8")),
                Map.entry(ConfigurationKey.WORKER_SLOTS, List.of("0", ONE)),
                Map.entry(
                        ConfigurationKey.WORKER_EXCLUDE_QUEUES,
                        List.of(
                                "mial",
                                "excludes the queue 'mial', which this worker does not serve; did you mean 'mail'?")),
                Map.entry(ConfigurationKey.SLOTS_KEEPALIVE, List.of("PT0S", ZERO)),
                Map.entry(
                        ConfigurationKey.NODE,
                        List.of(
                                "my node",
                                "is no name of a node; use 1 to 64 letters, digits, dots, underscores or hyphens")),
                Map.entry(
                        ConfigurationKey.LOW_PRIORITY_SHARE,
                        List.of("60", "is out of range; use a number from 0 to 50")),
                Map.entry(ConfigurationKey.POLL_INTERVAL, List.of("1s", DURATION)),
                Map.entry(ConfigurationKey.SLEEP_PARKS_FROM, List.of("PT-1S", SHORT)),
                Map.entry(ConfigurationKey.LEASE, List.of("PT4S", "is too short; use PT5S or more")),
                Map.entry(ConfigurationKey.SHUTDOWN, List.of("hot", "is not known; use warm or soft or cold")),
                Map.entry(ConfigurationKey.SHUTDOWN_GRACE, List.of("PT-1S", SHORT)),
                Map.entry(ConfigurationKey.RETENTION, List.of("PT0S", ZERO)),
                Map.entry(ConfigurationKey.LOG_STEPS, List.of("warning", "is not known; use debug or info or off")),
                Map.entry(ConfigurationKey.LOG_ARGUMENTS, List.of("some", TRUTH)),
                Map.entry(
                        ConfigurationKey.PROPAGATE_LOG_FIELDS,
                        List.of(
                                "caraway.queue",
                                "names the field caraway.queue, which Caraway sets itself in each attempt; leave it out")),
                Map.entry(
                        ConfigurationKey.CAPTURE_LOGS,
                        List.of("loud", "is not known; use error or warning or info or debug or trace or off")));
    }

    @Test
    void sharedLimitsThatDiffer() {
        assertThat(Application.with(Sharing.class).mistakes())
                .containsExactly(HERE + "$Sharing#second: shares the rate limit 'smtp' as 10 in PT1S, and " + HERE
                        + "$Sharing#first as 600 in PT1M; give both the same, or names of their own");
    }

    @ApplicationScoped
    static class Sharing {
        @Task(rateLimit = "600/m shared smtp, 1/s shared other per order")
        public void first(long order) {}

        @Task(rateLimit = "10/s shared smtp")
        public void second() {}

        @Task(rateLimit = "1/s shared other per invoice")
        public void third(long invoice) {}
    }

    @Test
    void limitsByParametersThatAreNotThere() {
        String two = "; a task has one key, so name one of them";

        assertThat(Application.with(Limits.class).mistakes())
                .containsExactlyInAnyOrder(
                        at("ofNothing") + "rateLimit: '10/s per customer' names the parameter 'customer', and " + HERE
                                + "$Limits#ofNothing has none; leave it out",
                        at("ofAnother") + "maxConcurrent: '1 per customer' names the parameter 'customer', and " + HERE
                                + "$Limits#ofAnother has order; name one of them, and compile with -parameters",
                        at("ofTwo")
                                + "rateLimit: '10/s per order' makes the task count by the parameters [order, customer]"
                                + two,
                        at("ofTwoInOne") + "rateLimit: '10/s per order, 1/h per customer' makes the task count by the"
                                + " parameters [order, customer]" + two,
                        at("ofKeyAndAnother") + "maxConcurrent: '1 per customer' makes the task count by the parameters"
                                + " [order, customer]" + two,
                        at("ofNonsense")
                                + "rateLimit: '0/s' is wrong: '0/s' is no rate limit; write a number of 1 or more"
                                + " and a unit such as 100/m (s, m, h or d), with a parameter 100/m per customer, with other tasks 100/m shared smtp",
                        at("ofNonsense")
                                + "maxConcurrent: 'three' is wrong: 'three' is no limit on concurrency; write a"
                                + " number of 1 or more such as 3, with a parameter 1 per customer",
                        at("ofNonsense") + "expires: 'tomorrow' " + DURATION,
                        at("ofNonsense") + "retainFor: 'PT0S' " + ZERO);
    }

    private static String at(String method) {
        return HERE + "$Limits#" + method + ": ";
    }
}
