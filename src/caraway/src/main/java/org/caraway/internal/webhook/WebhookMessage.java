package org.caraway.internal.webhook;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Locale;
import org.caraway.Outcome;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/**
 * What receivers are told: which task is over, and how. Neither arguments nor results nor messages of exceptions, which
 * may be secret; receivers ask for them. Stateless.
 */
final class WebhookMessage {

    private WebhookMessage() {}

    /**
     * The body.
     *
     * @param name the name of the task's definition, null if that is not known any more
     */
    static String of(Outcome<?> outcome, @Nullable String name, Instant now) {
        JsonObjectBuilder data = Json.createObjectBuilder()
                .add("id", outcome.taskId().toString())
                .add("state", outcome.state().name());
        if (name != null) {
            data.add("name", name);
        }
        TaskError error = outcome.error();
        if (error != null) {
            data.add("error", error.type());
        }
        return Json.createObjectBuilder()
                .add("type", "task." + outcome.state().name().toLowerCase(Locale.ROOT))
                .add("timestamp", now.toString())
                .add("data", data)
                .build()
                .toString();
    }
}
