package org.caraway.internal.registry;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.caraway.spi.Route;

/**
 * The configured routes, which map task names to queues and priorities. Immutable.
 *
 * @param entries the routes in order; the first one whose pattern matches is used
 * @param defaultQueue the queue of tasks without any other
 */
public record Routes(List<Entry> entries, String defaultQueue) {

    /** No routes, and the queue {@code default}. */
    public static final Routes NONE = new Routes(List.of(), "default");

    /** Copies the list. */
    public Routes {
        entries = List.copyOf(entries);
    }

    /**
     * One route.
     *
     * @param pattern a pattern for whole names
     * @param route their queue and priority
     */
    public record Entry(Pattern pattern, Route route) {

        /** For the names that this text matches, in which {@code *} stands for any characters and {@code ?} for one. */
        public static Entry of(String glob, Route route) {
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < glob.length(); i++) {
                char character = glob.charAt(i);
                pattern.append(
                        switch (character) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(character));
                        });
            }
            return new Entry(Pattern.compile(pattern.toString(), Pattern.DOTALL), route);
        }

        private boolean matches(String name) {
            return pattern.matcher(name).matches();
        }
    }

    /** The route of tasks with this name, absent if none matches. */
    public Optional<Route> find(String name) {
        return entries.stream()
                .filter(entry -> entry.matches(name))
                .map(Entry::route)
                .findFirst();
    }
}
