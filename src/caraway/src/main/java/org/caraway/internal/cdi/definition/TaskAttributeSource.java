package org.caraway.internal.cdi.definition;

import java.util.Optional;
import org.caraway.internal.cdi.config.Configuration;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.cdi.config.TaskAttribute;

/**
 * Finds the attributes of one task: in the configuration under its own name, then under {@code *} for all tasks, or in
 * its annotation. Confined to the deploying thread.
 */
final class TaskAttributeSource {

    private final Configuration configuration;
    private final String where;
    private final String name;

    TaskAttributeSource(Configuration configuration, DeclaredTask declared) {
        this.configuration = configuration;
        where = declared.where();
        name = declared.name();
    }

    String name() {
        return name;
    }

    /** What is configured; absent if nothing. */
    Optional<Setting> find(TaskAttribute attribute) {
        return findOwn(attribute).or(() -> findForAll(attribute));
    }

    /** What is configured for this task by its name; absent if nothing. */
    Optional<Setting> findOwn(TaskAttribute attribute) {
        return configuration.find(attribute, name);
    }

    /** What is configured for all tasks; absent if nothing. */
    Optional<Setting> findForAll(TaskAttribute attribute) {
        return configuration.find(attribute, TaskAttribute.ALL);
    }

    /** What is configured, otherwise the value of the annotation. */
    Setting get(TaskAttribute attribute, Object annotated) {
        return find(attribute).orElseGet(() -> annotated(attribute, annotated));
    }

    /** What is configured, otherwise the value of the annotation unless that is empty. */
    Optional<Setting> findExplicit(TaskAttribute attribute, String annotated) {
        return find(attribute)
                .or(() -> annotated.isEmpty() ? Optional.empty() : Optional.of(annotated(attribute, annotated)));
    }

    /** The value of the annotation. */
    Setting annotated(TaskAttribute attribute, Object value) {
        return new Setting(where + ": " + attribute.annotationName(), String.valueOf(value), "");
    }
}
