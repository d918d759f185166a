package org.caraway.admin;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A selection of workers: those that match any of the three sets. Immutable. An empty selection is not possible, so
 * that an empty list never stops all workers by mistake.
 *
 * <pre>{@code
 * WorkerSelection.matching("web-*", "batch-0?")
 * }</pre>
 *
 * @param ids worker ids, as in {@code worker_id}
 * @param nodes the names of their nodes, {@code caraway.node}
 * @param patterns patterns for the id or the node: {@code *} stands for any number of characters, {@code ?} for one;
 *     case-sensitive; {@code *} alone selects all workers
 */
public record WorkerSelection(Set<String> ids, Set<String> nodes, Set<String> patterns) {

    private static final String ANY = "*";
    private static final WorkerSelection ALL = new WorkerSelection(Set.of(), Set.of(), Set.of(ANY));

    /**
     * Copies the sets.
     *
     * @throws IllegalArgumentException if all three are empty, or a text is blank
     */
    public WorkerSelection {
        ids = checked("worker id", ids);
        nodes = checked("node", nodes);
        patterns = checked("pattern", patterns);
        if (ids.isEmpty() && nodes.isEmpty() && patterns.isEmpty()) {
            throw new IllegalArgumentException("No worker was named; give an id, a node or a pattern, or use all()");
        }
    }

    private static Set<String> checked(String what, Set<String> texts) {
        for (String text : texts) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("'" + text + "' is no " + what + "; give one that is not blank");
            }
        }
        return Set.copyOf(texts);
    }

    /** All workers on the database, those of other applications included. */
    public static WorkerSelection all() {
        return ALL;
    }

    /**
     * The workers with any of these ids.
     *
     * @throws IllegalArgumentException if there is no id, or a blank one
     */
    public static WorkerSelection ids(String... any) {
        return new WorkerSelection(Set.copyOf(Arrays.asList(any)), Set.of(), Set.of());
    }

    /**
     * The workers of any of these nodes.
     *
     * @throws IllegalArgumentException if there is no node, or a blank one
     */
    public static WorkerSelection nodes(String... any) {
        return new WorkerSelection(Set.of(), Set.copyOf(Arrays.asList(any)), Set.of());
    }

    /**
     * The workers whose id or node matches any of these patterns.
     *
     * @throws IllegalArgumentException if there is no pattern, or a blank one
     */
    public static WorkerSelection matching(String... any) {
        return new WorkerSelection(Set.of(), Set.of(), Set.copyOf(Arrays.asList(any)));
    }

    /** Whether the selection includes the worker with this id and this node, null if the node is unknown. */
    public boolean includes(String id, @Nullable String node) {
        return ids.contains(id)
                || (node != null && nodes.contains(node))
                || patterns.stream()
                        .anyMatch(pattern -> matches(pattern, id) || (node != null && matches(pattern, node)));
    }

    /**
     * Goes back to the last {@code *} only, so that the time is at most the product of both lengths. As a regular
     * expression a pattern of many {@code *} would take exponential time.
     */
    private static boolean matches(String glob, String name) {
        int[] pattern = glob.codePoints().toArray();
        int[] text = name.codePoints().toArray();
        int at = 0;
        int inPattern = 0;
        int star = -1;
        int starredUntil = 0;
        while (at < text.length) {
            boolean more = inPattern < pattern.length;
            if (more && pattern[inPattern] == '*') {
                star = inPattern++;
                starredUntil = at;
            } else if (more && (pattern[inPattern] == '?' || pattern[inPattern] == text[at])) {
                inPattern++;
                at++;
            } else if (star >= 0) {
                inPattern = star + 1;
                at = ++starredUntil;
            } else {
                return false;
            }
        }
        return Arrays.stream(pattern, inPattern, pattern.length).allMatch(character -> character == '*');
    }

    /** A text for the audit and messages: {@code web-*, node batch}; {@code all workers} if all are selected. */
    public String summary() {
        if (patterns.contains(ANY)) {
            return "all workers";
        }
        return Stream.of(
                        new TreeSet<>(ids).stream(),
                        new TreeSet<>(nodes).stream().map(node -> "node " + node),
                        new TreeSet<>(patterns).stream())
                .flatMap(texts -> texts)
                .collect(Collectors.joining(", "));
    }
}
