package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.registry.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * The application's beans of one plug-in type that are found by name. Confined to the deploying thread until the
 * application has been deployed, then immutable.
 *
 * @param <T> the type
 */
final class NamedBeans<T> {

    private final Class<T> type;
    private final String asking;
    private final PluginBeans<T> nameless;
    private final Map<String, PluginBeans<T>> found = new TreeMap<>();

    /**
     * None at first.
     *
     * @param asking who names them, for messages: "task"
     */
    NamedBeans(Class<T> type, String asking) {
        this.type = type;
        this.asking = asking;
        this.nameless = new PluginBeans<>(type);
    }

    /** Adds an enabled bean, if it is of the type. */
    void add(Bean<?> bean) {
        @Nullable String name = bean.getName();
        if (name == null) {
            nameless.add(bean);
        } else if (nameless.accepts(bean)) {
            found.computeIfAbsent(name, unseen -> new PluginBeans<>(type)).add(bean);
        }
    }

    /** The names. */
    Set<String> names() {
        return new TreeSet<>(found.keySet());
    }

    /** What to do about a name that no bean has, for a message. */
    String fixFor(String name) {
        return NearestName.find(name, found.keySet())
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("add a bean of that type with @Named(\"" + name + "\")");
    }

    /** Notes a problem for each bean that cannot be named, or that could not be called for all that name it. */
    void check(Problems problems) {
        nameless.all()
                .map(PluginBeans::classOf)
                .forEach(name -> problems.add(name + ": is a " + type.getSimpleName() + " without a name, so no "
                        + asking + " can ask for it; add @Named(\"…\")"));
        found.forEach((name, beans) -> beans.checkSingle(
                problems,
                "both are " + type.getSimpleName() + "s named '" + name
                        + "'; give one of them another name with @Named"));
    }

    /** Notes a problem for the first bean of this name. */
    void reject(String name, String why, Problems problems) {
        PluginBeans<T> beans = found.get(name);
        if (beans != null) {
            beans.all()
                    .findFirst()
                    .map(PluginBeans::classOf)
                    .ifPresent(first ->
                            problems.add(first + ": is a " + type.getSimpleName() + " named '" + name + "', " + why));
        }
    }

    /** Once the application is deployed. */
    Map<String, T> instances(BeanManager beans) {
        Map<String, T> instances = new HashMap<>();
        found.forEach((name, candidates) -> instances.put(name, candidates.instance(beans, candidates.selected())));
        return instances;
    }
}
