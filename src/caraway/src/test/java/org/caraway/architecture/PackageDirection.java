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
 * Which feature package may use which: a package uses those of lower ranks, and of its own rank only the named ones. A
 * package that has no rank is refused, so that a new one is placed on purpose. Immutable.
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
            Map.entry("signing", 3),
            Map.entry("webhook", 4),
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
            Map.entry("console", 1),
            Map.entry("json", 1),
            Map.entry("openapi", 1),
            Map.entry("read", 2),
            Map.entry("submit", 2),
            Map.entry("live", 2),
            Map.entry("operate", 3),
            Map.entry("stream", 3),
            Map.entry(WEB, 4));

    /**
     * The sub-packages of each feature that has some, as the features themselves: one uses those of lower ranks. The
     * empty name is the feature's own package. A sub-package that has no rank is refused, too.
     */
    private static final Map<String, Map<String, Integer>> ROOMS = Map.of(
            "store",
                    Map.ofEntries(
                            Map.entry("model", 0),
                            Map.entry("signal", 0),
                            Map.entry("jdbc", 1),
                            Map.entry("dialect", 2),
                            Map.entry("audit", 2),
                            Map.entry("read", 2),
                            Map.entry("feed", 2),
                            Map.entry("enqueue", 3),
                            Map.entry("claim", 3),
                            Map.entry("finish", 3),
                            Map.entry("park", 3),
                            Map.entry("workflow", 4),
                            Map.entry("complete", 5),
                            Map.entry("retain", 5),
                            Map.entry("durable", 6),
                            Map.entry("recover", 6),
                            Map.entry("worker", 7),
                            Map.entry("admin", 8),
                            Map.entry("schedule", 8),
                            Map.entry("database", 9),
                            Map.entry("h2", 10),
                            Map.entry("postgres", 10),
                            Map.entry("", 11)),
            "cdi",
                    Map.ofEntries(
                            Map.entry("config", 0),
                            Map.entry("event", 0),
                            Map.entry("monitoring", 1),
                            Map.entry("plugin", 1),
                            Map.entry("scope", 1),
                            Map.entry("definition", 2),
                            Map.entry("propagation", 2),
                            Map.entry("runtime", 2),
                            Map.entry("web", 3),
                            Map.entry("", 4)),
            "engine",
                    Map.ofEntries(
                            Map.entry("loop", 0),
                            Map.entry("lease", 1),
                            Map.entry("settings", 1),
                            Map.entry("signal", 1),
                            Map.entry("leak", 1),
                            Map.entry("claim", 2),
                            Map.entry("complete", 3),
                            Map.entry("attempt", 4),
                            Map.entry("slot", 5),
                            Map.entry("inline", 5),
                            Map.entry("upkeep", 6),
                            Map.entry("", 7)),
            "schedule", Map.of("time", 0, "", 1),
            "observation", Map.of("", 0, "metrics", 1, "opentelemetry", 1, "microprofile", 2));

    /**
     * A definition holds its retry policy; the codec reads a definition's parameters; facts are made of rows; and
     * exceptions of the application are read in one way.
     */
    private static final Map<String, Set<String>> PEERS = Map.of(
            "registry", Set.of("lifecycle"),
            "payload", Set.of("registry", "lifecycle"),
            "propagation", Set.of("lifecycle"),
            "observation", Set.of("store"));

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
        Optional<Place> from = place(origin);
        if (from.isEmpty() || !ranks.containsKey(from.get().feature())) {
            String message = origin.getName() + " is in package '"
                    + from.map(Place::feature).orElse("outside of " + root) + "', which has no rank; place it in RANKS";
            events.add(SimpleConditionEvent.violated(origin, message));
            return;
        }
        if (from.get().rank().isEmpty()) {
            String message =
                    origin.getName() + " is in sub-package '" + from.get() + "', which has no rank; place it in ROOMS";
            events.add(SimpleConditionEvent.violated(origin, message));
            return;
        }
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
            place(dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> !mayUse(from.get(), to))
                    .map(to -> "'" + from.get() + "' may not use '" + to + "': " + dependency.getDescription())
                    .ifPresent(message -> events.add(SimpleConditionEvent.violated(dependency, message)));
        }
    }

    private boolean mayUse(Place from, Place to) {
        if (from.feature().equals(to.feature())) {
            return from.room().equals(to.room())
                    || to.rank().orElse(Integer.MAX_VALUE) < from.rank().orElse(Integer.MIN_VALUE);
        }
        return PEERS.getOrDefault(from.feature(), Set.of()).contains(to.feature())
                || ranks.getOrDefault(to.feature(), Integer.MAX_VALUE)
                        < ranks.getOrDefault(from.feature(), Integer.MIN_VALUE);
    }

    /**
     * Where a class stands. Immutable.
     *
     * @param feature the package's first name below the root or below {@code internal}; the root's name for the root
     *     itself
     * @param room the name of the sub-package below that, empty for none
     */
    private record Place(String feature, String room) {

        Optional<Integer> rank() {
            return room.isEmpty() && !ROOMS.containsKey(feature)
                    ? Optional.of(0)
                    : Optional.ofNullable(ROOMS.getOrDefault(feature, Map.of()).get(room));
        }

        @Override
        public String toString() {
            return room.isEmpty() ? feature : feature + "." + room;
        }
    }

    private Optional<Place> place(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(root)) {
            return Optional.of(new Place(root, ""));
        }
        if (!name.startsWith(root + ".")) {
            return Optional.empty();
        }
        String below = name.substring(root.length() + 1);
        String inner = below.startsWith("internal.") ? below.substring("internal.".length()) : below;
        int dot = inner.indexOf('.');
        return Optional.of(
                dot < 0 ? new Place(inner, "") : new Place(inner.substring(0, dot), inner.substring(dot + 1)));
    }
}
