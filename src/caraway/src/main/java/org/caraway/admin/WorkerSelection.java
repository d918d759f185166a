package org.caraway.admin;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which workers are meant: those that any of the three names; all of them if nothing is said. Immutable.
 *
 * <pre>{@code
 * WorkerSelection.matching("web-*", "batch-0?")
 * }</pre>
 *
 * @param ids what stands in {@code worker_id}
 * @param nodes the names of their nodes, {@code caraway.node}
 * @param patterns for the id or the node: {@code *} stands for any number of characters, {@code ?} for one, upper and lower case count
 */
public record WorkerSelection(Set<String> ids, Set<String> nodes, Set<String> patterns) {

    private static final WorkerSelection ALL = new WorkerSelection(Set.of(), Set.of(), Set.of());

    /** Copies the sets. */
    public WorkerSelection {
        ids = Set.copyOf(ids);
        nodes = Set.copyOf(nodes);
        patterns = Set.copyOf(patterns);
    }

    /** All workers. */
    public static WorkerSelection all() {
        return ALL;
    }

    /**
     * Those with any of these ids.
     *
     * @throws IllegalArgumentException if there is none, or a blank one
     */
    public static WorkerSelection ids(String... any) {
        return new WorkerSelection(checked("worker id", any), Set.of(), Set.of());
    }

    /**
     * Those of any of these nodes.
     *
     * @throws IllegalArgumentException if there is none, or a blank one
     */
    public static WorkerSelection nodes(String... any) {
        return new WorkerSelection(Set.of(), checked("node", any), Set.of());
    }

    /**
     * Those whose id or node is like any of these patterns.
     *
     * @throws IllegalArgumentException if there is none, or a blank one
     */
    public static WorkerSelection matching(String... any) {
        return new WorkerSelection(Set.of(), Set.of(), checked("pattern", any));
    }

    /** An empty list must not become "all": who stops workers would stop too many. */
    private static Set<String> checked(String what, String... any) {
        if (any.length == 0) {
            throw new IllegalArgumentException("No " + what + " was given; give one or more, or use all()");
        }
        for (String one : any) {
            if (one.isBlank()) {
                throw new IllegalArgumentException("'" + one + "' is no " + what + "; give one that is not blank");
            }
        }
        return Set.copyOf(Arrays.asList(any));
    }

    /** Whether a worker with this id is meant, whose node is this, null if it has not said. */
    public boolean includes(String id, @Nullable String node) {
        return (ids.isEmpty() && nodes.isEmpty() && patterns.isEmpty())
                || ids.contains(id)
                || (node != null && nodes.contains(node))
                || patterns.stream()
                        .map(WorkerSelection::compiled)
                        .anyMatch(pattern -> pattern.matcher(id).matches()
                                || (node != null && pattern.matcher(node).matches()));
    }

    private static Pattern compiled(String glob) {
        return Pattern.compile(
                glob.chars()
                        .mapToObj(character -> switch (character) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(character));
                        })
                        .collect(Collectors.joining()),
                Pattern.DOTALL);
    }

    /** For the audit and messages: {@code web-*, node batch}; {@code all workers} if nothing is said. */
    public String summary() {
        String said = Stream.of(
                        new TreeSet<>(ids).stream(),
                        new TreeSet<>(nodes).stream().map(node -> "node " + node),
                        new TreeSet<>(patterns).stream())
                .flatMap(texts -> texts)
                .collect(Collectors.joining(", "));
        return said.isEmpty() ? "all workers" : said;
    }
}
