package org.caraway.internal.cdi.config;

/**
 * The attributes of {@link org.caraway.Task} that configuration can override, as {@code caraway.task."NAME".attribute}.
 */
public enum TaskAttribute implements NamedAttribute {
    QUEUE("queue", "the queue of calls that name none"),
    PRIORITY("priority", "0 to 9, higher runs first"),
    KEY("key", "the parameter that says whom the work is for: its values take turns"),
    RATE_LIMIT("rate-limit", "how many attempts may begin on all workers together: 100/m, or 100/m per customer"),
    MAX_CONCURRENT("max-concurrent", "how many attempts may run on all workers together: 3, or 1 per customer"),
    EXPIRES("expires", "how long after it was enqueued a task may still begin"),
    IGNORE_RESULT("ignore-result", "true does not store what the method returns"),
    RETAIN_FOR("retain-for", "how long the finished task is kept"),
    EXPECTED("expected", "class names of exceptions, separated by commas, that are no cause for alarm"),
    RETRY_FOR("retry-for", "class names of exceptions, separated by commas"),
    DONT_RETRY_FOR("dont-retry-for", "class names of exceptions, separated by commas; wins over retry-for"),
    MAX_RETRIES("max-retries", "0 never, -1 without end"),
    RETRY_DELAY("retry-delay", "the wait before the first retry"),
    RETRY_BACKOFF("retry-backoff", "what each further wait is multiplied with, at least 1"),
    RETRY_DELAY_MAX("retry-delay-max", "the longest wait between two attempts"),
    RETRY_JITTER("retry-jitter", "true draws each wait between zero and the computed one"),
    RETRY_IN_OUTAGE("retry-in-outage", "how long an outage of the database has it run again; PT0S not at all"),
    SOFT_TIME_LIMIT("soft-time-limit", "after which an attempt is interrupted"),
    TIME_LIMIT("time-limit", "after which an attempt is failed"),
    DEADLINE("deadline", "how long after it was enqueued no further attempt begins, and the task fails"),
    MAX_DELIVERIES("max-deliveries", "how often a worker that dies may take the task along, at least 1"),
    DELIVERY("delivery", "at-least-once, or at-most-once: a lost worker's task fails and does not run again"),
    WITHOUT_CONTEXT("without-context", "true leaves the caller's name and context behind"),
    FORMAT("format", "the PayloadFormat, by its @Named, that arguments and result stand in; json for none"),
    REMOTE("remote", "true lets it be enqueued over REST, where the application has opened that"),
    DESCRIPTION("description", "what the task does, for people");

    /** Stands for all tasks in the place of a name. */
    public static final String ALL = "*";

    private static final String PREFIX = "caraway.task.";

    private final String attribute;
    private final String description;

    TaskAttribute(String attribute, String description) {
        this.attribute = attribute;
        this.description = description;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public String attribute() {
        return attribute;
    }

    @Override
    public String description() {
        return description;
    }

    /** The name of the annotation's attribute: {@code retryDelay} for {@code retry-delay}. */
    public String annotationName() {
        StringBuilder name = new StringBuilder();
        for (String word : attribute.split("-", -1)) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
