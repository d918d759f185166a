package org.caraway.internal.client;

import java.util.function.UnaryOperator;
import org.caraway.CallOptions;
import org.caraway.admin.QueueSettings;
import org.caraway.internal.store.admin.SettingChanges;
import org.jspecify.annotations.Nullable;

/**
 * Changes the run-time settings of queues. Immutable.
 *
 * @param settings the port of the store
 * @param control writes the audit entries
 * @param actor the name for the audit where no caller has logged in, null for none
 */
record QueueChanges(
        SettingChanges settings,
        TaskControl control,
        @Nullable String actor) {

    private static final int SLOTS_CAP = 10_000;

    void pause(String queue, boolean paused) {
        change(
                paused ? "pause" : "resume",
                queue,
                null,
                now -> new QueueSettings(
                        now.queue(), paused, now.maxConcurrent(), now.maxLength(), now.slots(), null, null));
    }

    void maxConcurrent(String queue, @Nullable Integer limit) {
        SettingsValidator.between("maxConcurrent", limit, 1, Integer.MAX_VALUE);
        change(
                "maxConcurrentOfQueue",
                queue,
                limit,
                now -> new QueueSettings(now.queue(), now.paused(), limit, now.maxLength(), now.slots(), null, null));
    }

    void maxLength(String queue, @Nullable Integer limit) {
        SettingsValidator.between("maxLength", limit, 1, Integer.MAX_VALUE);
        change(
                "maxLength",
                queue,
                limit,
                now -> new QueueSettings(
                        now.queue(), now.paused(), now.maxConcurrent(), limit, now.slots(), null, null));
    }

    void slots(String queue, @Nullable Integer slots) {
        SettingsValidator.between("slots", slots, 1, SLOTS_CAP);
        change(
                "slots",
                queue,
                slots,
                now -> new QueueSettings(
                        now.queue(), now.paused(), now.maxConcurrent(), now.maxLength(), slots, null, null));
    }

    private void change(String action, String queue, @Nullable Integer value, UnaryOperator<QueueSettings> change) {
        String detail = value == null ? null : value.toString();
        settings.changeQueue(CallOptions.checkQueue(queue), change, control.note(actor, action, queue, detail));
    }
}
