package org.caraway.internal.observation;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log line: a readable start, then {@code key=value} for machines. Confined to one thread.
 *
 * <p>A value with blanks or non-printable characters is quoted and escaped, so that a name cannot forge a log line.
 */
final class LogLine {

    private final StringBuilder line;

    private LogLine(String start) {
        line = new StringBuilder(256).append(start).append(':');
    }

    /** Begins a line with the fields that every line about a task has. */
    static LogLine of(String start, TaskFacts task) {
        return new LogLine(start)
                .with("id", task.id().toString())
                .with("name", task.name())
                .with("attempt", Integer.toString(task.attempt()))
                .with("queue", task.queue())
                .with("worker", task.workerId());
    }

    /** Adds this field, unless its value is null. */
    LogLine with(String key, @Nullable String value) {
        if (value != null) {
            line.append(' ').append(key).append('=');
            if (plain(value)) {
                line.append(value);
            } else {
                quote(value);
            }
        }
        return this;
    }

    /** Adds a duration in milliseconds. */
    LogLine with(String key, Duration value) {
        return with(key, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Adds the caller and the trace of the task. */
    LogLine withOrigin(TaskFacts task) {
        return with("caller", task.context().caller())
                .with("trace_id", task.context().traceId().orElse(null));
    }

    private static boolean plain(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && isPrintable(c));
    }

    private void quote(String value) {
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (isPrintable(c)) {
                line.append(c);
            } else {
                line.append("\\u").append(Integer.toHexString(c | 0x10000), 1, 5);
            }
        }
        line.append('"');
    }

    private static boolean isPrintable(int character) {
        return !Character.isISOControl(character) && character != '\u2028' && character != '\u2029';
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
