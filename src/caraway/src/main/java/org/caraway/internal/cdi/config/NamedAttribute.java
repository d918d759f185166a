package org.caraway.internal.cdi.config;

import java.util.List;

/**
 * An attribute that configuration can give each task or each queue by its name: {@code caraway.task."NAME".attribute}.
 */
public sealed interface NamedAttribute permits TaskAttribute, QueueAttribute {

    /** The first part of the key, with the dot behind it. */
    String prefix();

    /** The last part of the key. */
    String attribute();

    /** What the attribute does, for people. */
    String description();

    /** The keys of this attribute for one name, the recommended one first. */
    default List<String> keys(String name) {
        String quoted = prefix() + '"' + name + '"' + '.' + attribute();
        return name.contains(".") ? List.of(quoted) : List.of(quoted, prefix() + name + '.' + attribute());
    }
}
