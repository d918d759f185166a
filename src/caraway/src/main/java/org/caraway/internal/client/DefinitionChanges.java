package org.caraway.internal.client;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.caraway.admin.DefinitionSettings;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.admin.SettingChanges;
import org.jspecify.annotations.Nullable;

/** Changes the run-time settings of definitions. Thread-safe. */
final class DefinitionChanges {

    private final SettingChanges settings;
    private final TaskControl control;
    private final TaskRegistry registry;
    private final @Nullable String actor;

    DefinitionChanges(SettingChanges settings, TaskControl control, TaskRegistry registry, @Nullable String actor) {
        this.settings = settings;
        this.control = control;
        this.registry = registry;
        this.actor = actor;
    }

    void pause(String name, boolean paused) {
        change(paused ? "pauseTask" : "resumeTask", name, null, now -> paused(now, paused));
    }

    private static DefinitionSettings paused(DefinitionSettings now, boolean paused) {
        return new DefinitionSettings(
                now.name(),
                paused,
                now.rateLimit(),
                now.maxConcurrent(),
                now.softTimeLimit(),
                now.timeLimit(),
                null,
                null);
    }

    void rateLimit(String name, @Nullable String limit) {
        SettingsValidator.limit(limit, RateLimit::parse);
        SettingsValidator.countedByKey(
                registry, name, limit, text -> RateLimit.parse(text).stream().map(RateLimit::per));
        change(
                "rateLimit",
                name,
                limit,
                now -> new DefinitionSettings(
                        now.name(),
                        now.paused(),
                        limit,
                        now.maxConcurrent(),
                        now.softTimeLimit(),
                        now.timeLimit(),
                        null,
                        null));
    }

    void maxConcurrent(String name, @Nullable String limit) {
        SettingsValidator.limit(limit, ConcurrencyLimit::parse);
        SettingsValidator.countedByKey(registry, name, limit, text -> ConcurrencyLimit.parse(text).stream()
                .map(ConcurrencyLimit::per));
        change(
                "maxConcurrent",
                name,
                limit,
                now -> new DefinitionSettings(
                        now.name(),
                        now.paused(),
                        now.rateLimit(),
                        limit,
                        now.softTimeLimit(),
                        now.timeLimit(),
                        null,
                        null));
    }

    void timeLimits(String name, @Nullable Duration soft, @Nullable Duration hard) {
        SettingsValidator.positive("soft time limit", soft);
        SettingsValidator.positive("time limit", hard);
        if (soft != null && hard != null && soft.compareTo(hard) > 0) {
            throw new IllegalArgumentException("The soft time limit " + soft + " of task '" + name
                    + "' is longer than its time limit " + hard + "; give a shorter one");
        }
        change(
                "timeLimits",
                name,
                "soft " + textOf(soft) + ", hard " + textOf(hard),
                now -> new DefinitionSettings(
                        now.name(), now.paused(), now.rateLimit(), now.maxConcurrent(), soft, hard, null, null));
    }

    private void change(String action, String name, @Nullable Object detail, UnaryOperator<DefinitionSettings> change) {
        String checked = SettingsValidator.name(name);
        settings.changeDefinition(checked, change, control.note(actor, action, name, textOf(detail)));
    }

    private static @Nullable String textOf(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
