package org.caraway.internal.cdi;

import java.util.Optional;

/** Where the attributes of one task stand: in the configuration, or in its annotation. Confined to the deploying thread. */
final class TaskSource {

    private final Configuration configuration;
    private final String where;
    private final String name;

    TaskSource(Configuration configuration, DeclaredTask declared) {
        this.configuration = configuration;
        where = declared.where();
        name = declared.name();
    }

    /** What is configured; absent if nothing. */
    Optional<Setting> find(TaskAttribute attribute) {
        return configuration.find(attribute, name);
    }

    /** What is configured, otherwise what the annotation says. */
    Setting get(TaskAttribute attribute, Object annotated) {
        return find(attribute)
                .orElseGet(() -> new Setting(where + ": " + attribute.annotationName(), String.valueOf(annotated), ""));
    }
}
