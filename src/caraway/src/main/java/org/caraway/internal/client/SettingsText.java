package org.caraway.internal.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.registry.TaskSettings;
import org.jspecify.annotations.Nullable;

/** The settings of a definition as texts, by the names that the configuration has for them. Stateless. */
final class SettingsText {

    private SettingsText() {}

    static Map<String, String> of(TaskSettings settings) {
        Map<String, String> text = new TreeMap<>();
        RetryPolicy retries = settings.retries();
        text.put("queue", settings.queue());
        text.put("priority", Integer.toString(settings.priority()));
        text.put("key", settings.key());
        text.put("retry-for", names(retries.retryFor()));
        text.put("dont-retry-for", names(retries.dontRetryFor()));
        text.put("max-retries", Integer.toString(retries.maxRetries()));
        text.put("retry-delay", retries.delay().toString());
        text.put("retry-backoff", Double.toString(retries.backoff()));
        text.put("retry-delay-max", retries.delayMax().toString());
        text.put("retry-jitter", Boolean.toString(retries.jitter()));
        text.put("retry-in-outage", settings.retryInOutage().toString());
        text.put("expected", names(settings.expected()));
        text.put("soft-time-limit", settings.softTimeLimit().toString());
        text.put("time-limit", settings.timeLimit().toString());
        text.put("max-deliveries", Integer.toString(settings.maxDeliveries()));
        text.put("delivery", settings.delivery().name());
        text.put(
                "rate-limit",
                settings.limits().rates().stream().map(SettingsText::rate).collect(Collectors.joining(", ")));
        text.put(
                "max-concurrent",
                settings.limits().concurrency().stream()
                        .map(SettingsText::concurrency)
                        .collect(Collectors.joining(", ")));
        text.put("expires", orNothing(settings.retention().expires()));
        text.put("deadline", orNothing(settings.retention().deadline()));
        text.put("ignore-result", Boolean.toString(settings.retention().ignoreResult()));
        text.put("retain-for", orNothing(settings.retention().retainFor()));
        text.put("without-context", Boolean.toString(settings.withoutContext()));
        text.put("format", settings.format());
        text.put("remote", Boolean.toString(settings.remote()));
        text.put("description", settings.description());
        text.values().removeIf(String::isEmpty);
        return text;
    }

    private static String names(Collection<Class<? extends Throwable>> types) {
        return types.stream().map(Class::getName).collect(Collectors.joining(","));
    }

    private static String rate(RateLimit limit) {
        String shared = limit.shared() == null ? "" : " shared " + limit.shared();
        return limit.permits() + "/" + unit(limit.period()) + shared + per(limit.per());
    }

    private static String unit(Duration period) {
        if (period.toDays() > 0) {
            return "d";
        }
        if (period.toHours() > 0) {
            return "h";
        }
        return period.toMinutes() > 0 ? "m" : "s";
    }

    private static String concurrency(ConcurrencyLimit limit) {
        return limit.most() + per(limit.per());
    }

    private static String per(@Nullable String parameter) {
        return parameter == null ? "" : " per " + parameter;
    }

    private static String orNothing(@Nullable Duration duration) {
        return duration == null ? "" : duration.toString();
    }
}
