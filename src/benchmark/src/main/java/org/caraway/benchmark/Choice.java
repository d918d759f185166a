package org.caraway.benchmark;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Options that can be selected by name: single ones, groups, and {@code all}. Immutable. */
final class Choice<T> {

    private final String what;
    private final Map<String, List<T>> byName = new LinkedHashMap<>();

    /**
     * A choice among the members of these groups.
     *
     * @param what what one of them is, for messages
     */
    Choice(String what, Map<String, List<T>> groups, Function<T, String> nameOf) {
        this.what = what;
        List<T> all = groups.values().stream().flatMap(List::stream).toList();
        byName.put("all", all);
        byName.putAll(groups);
        all.forEach(each -> byName.put(nameOf.apply(each), List.of(each)));
    }

    /**
     * Those with these names, each once, in the order of the names.
     *
     * @throws IllegalArgumentException naming the first that does not exist, and all that do
     */
    List<T> of(List<String> names) {
        Set<T> chosen = new LinkedHashSet<>();
        for (String name : names) {
            List<T> found = byName.get(name);
            if (found == null) {
                throw new IllegalArgumentException("There is no " + what + " '" + name + "'; use " + this);
            }
            chosen.addAll(found);
        }
        return List.copyOf(chosen);
    }

    /** All names. */
    @Override
    public String toString() {
        return String.join(", ", byName.keySet());
    }
}
