package org.caraway.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which feature package may use which: a package uses those of lower ranks, and of its own rank only the named ones. A package
 * that has no rank is refused, so that a new one is placed on purpose. Immutable.
 */
final class PackageDirection extends ArchCondition<JavaClass> {

    private static final String CORE = "org.caraway";
    private static final String WEB = "org.caraway.web";

    /** The lowest rank is what application code imports; {@code client} and {@code engine} stand side by side. */
    private static final Map<String, Integer> CORE_RANKS = Map.ofEntries(
            Map.entry(CORE, 0),
            Map.entry("spi", 1),
            Map.entry("admin", 1),
            Map.entry("lifecycle", 2),
            Map.entry("registry", 2),
            Map.entry("payload", 2),
            Map.entry("propagation", 2),
            Map.entry("store", 3),
            Map.entry("observation", 3),
            Map.entry("logging", 4),
            Map.entry("workflow", 4),
            Map.entry("client", 5),
            Map.entry("engine", 5),
            Map.entry("schedule", 6),
            Map.entry("feed", 6),
            Map.entry("health", 6),
            Map.entry("cdi", 7));

    /** The highest rank is what application code extends: it puts together what lies behind it. */
    private static final Map<String, Integer> WEB_RANKS = Map.ofEntries(
            Map.entry("http", 0),
            Map.entry("microprofile", 0),
            Map.entry("access", 1),
            Map.entry("json", 1),
            Map.entry("openapi", 1),
            Map.entry("read", 2),
            Map.entry("submit", 2),
            Map.entry("live", 2),
            Map.entry("operate", 3),
            Map.entry("stream", 3),
            Map.entry(WEB, 4));

    /** A definition holds its retry policy; the codec reads a definition's parameters; facts are made of rows. */
    private static final Map<String, Set<String>> PEERS =
            Map.of("registry", Set.of("lifecycle"), "payload", Set.of("registry"), "observation", Set.of("store"));

    private final String root;
    private final Map<String, Integer> ranks;

    private PackageDirection(String root, Map<String, Integer> ranks) {
        super("use packages below their own only");
        this.root = root;
        this.ranks = ranks;
    }

    /** Of {@code caraway.jar}. */
    static PackageDirection ofTheCore() {
        return new PackageDirection(CORE, CORE_RANKS);
    }

    /** Of {@code caraway-web.jar}. */
    static PackageDirection ofTheWeb() {
        return new PackageDirection(WEB, WEB_RANKS);
    }

    @Override
    public void check(JavaClass origin, ConditionEvents events) {
        String from = feature(origin).orElse("outside of " + root);
        if (!ranks.containsKey(from)) {
            String message = origin.getName() + " is in package '" + from + "', which has no rank; place it in RANKS";
            events.add(SimpleConditionEvent.violated(origin, message));
            return;
        }
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
            feature(dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> !mayUse(from, to))
                    .map(to -> "'" + from + "' may not use '" + to + "': " + dependency.getDescription())
                    .ifPresent(message -> events.add(SimpleConditionEvent.violated(dependency, message)));
        }
    }

    private boolean mayUse(String from, String to) {
        return from.equals(to)
                || PEERS.getOrDefault(from, Set.of()).contains(to)
                || ranks.getOrDefault(to, Integer.MAX_VALUE) < ranks.getOrDefault(from, Integer.MIN_VALUE);
    }

    /** The feature a class belongs to: the package's first name below the root or below {@code internal}. */
    private Optional<String> feature(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(root)) {
            return Optional.of(root);
        }
        if (!name.startsWith(root + ".")) {
            return Optional.empty();
        }
        String below = name.substring(root.length() + 1);
        String inner = below.startsWith("internal.") ? below.substring("internal.".length()) : below;
        int dot = inner.indexOf('.');
        return Optional.of(dot < 0 ? inner : inner.substring(0, dot));
    }
}
