package org.caraway.internal.cdi.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The attributes that configuration can set for one queue, as {@code caraway.queue."NAME".attribute}. */
enum QueueAttribute implements NamedAttribute {
    MAX_LENGTH("max-length", "how many tasks may wait in it, at least 1; unset for any number"),
    WHEN_FULL(
            "when-full",
            "what a call meets when as many wait: reject throws, block waits for room outside of transactions"),
    BLOCK_TIMEOUT("block-timeout", "how long it waits for room at most; PT30S unless set"),
    THREADS(
            "threads",
            "what its tasks run on: platform threads, or from Java 21 on virtual ones, thousands of which may wait at a time");

    private static final String PREFIX = "caraway.queue.";
    private static final Pattern KEY = Pattern.compile("caraway\\.queue\\.(?:\"([^\"]+)\"|([^.\"]+))\\.([a-z-]+)");

    private final String attribute;
    private final String description;

    QueueAttribute(String attribute, String description) {
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

    /** Whether the key belongs to a queue, with any attribute. */
    static boolean isOfQueue(String key) {
        return key.startsWith(PREFIX);
    }

    /** The queue that the key is about; empty if it is none of these attributes. */
    static List<String> queueOf(String key) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches()) {
            return List.of();
        }
        for (QueueAttribute attribute : values()) {
            if (attribute.attribute.equals(parts.group(3))) {
                return List.of(parts.group(1) == null ? parts.group(2) : parts.group(1));
            }
        }
        return List.of();
    }
}
