package org.caraway.internal.engine.signal;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells the others: queues with due tasks, or, if it names none, nothing but that it can be heard.
 * Immutable. As text: the sender and the queues, each on a line of its own.
 *
 * @param sender the node's own id
 * @param queues with due tasks; a null means any
 */
record NodeMessage(String sender, List<@Nullable String> queues) {

    private static final String ANY = "*";
    private static final int TEXT_CAP = 2_000; // characters: less than 8,000 bytes in any encoding

    /** A message that only says that the way is open. */
    static NodeMessage ping(String sender) {
        return new NodeMessage(sender, List.of());
    }

    static NodeMessage due(String sender, Set<String> queues) {
        return new NodeMessage(sender, List.copyOf(queues));
    }

    /** Reads what {@link #text} wrote. */
    static NodeMessage of(String text) {
        String[] lines = text.split("\n", -1);
        List<@Nullable String> queues = Arrays.stream(lines)
                .skip(1)
                .map(line -> line.equals(ANY) ? null : line)
                .toList();
        return new NodeMessage(lines[0], queues);
    }

    String text() {
        StringBuilder text = new StringBuilder(sender);
        queues.forEach(queue -> text.append('\n').append(queue == null ? ANY : queue));
        return text.length() <= TEXT_CAP ? text.toString() : sender + '\n' + ANY;
    }
}
