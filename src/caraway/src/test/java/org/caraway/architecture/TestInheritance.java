package org.caraway.architecture;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which test class inherits from which. What is inherited twice is found in neither place. */
final class TestInheritance {

    private static final Pattern CLASS =
            Pattern.compile("(?m)^(?:[a-z-]+ )*class (\\w+)(?:<[^>]*>)?(?: extends (\\w+))?");

    private TestInheritance() {}

    /** The classes of these files that inherit from a class of these files that itself inherits from one. */
    static List<String> tooDeep(Collection<Path> files) throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(Files.readString(file));
        }
        return tooDeep(parents(sources));
    }

    /** The superclass of each top-level class that has one among these sources. */
    static Map<String, String> parents(Collection<String> sources) {
        Map<String, String> parents = new TreeMap<>();
        for (String source : sources) {
            Matcher declaration = CLASS.matcher(source);
            if (declaration.find()) {
                parents.put(declaration.group(1), requireNonNullElse(declaration.group(2), ""));
            }
        }
        Set<String> declared = Set.copyOf(parents.keySet());
        parents.values().removeIf(parent -> !declared.contains(parent));
        return parents;
    }

    static List<String> tooDeep(Map<String, String> parents) {
        return parents.entrySet().stream()
                .filter(entry -> parents.containsKey(entry.getValue()))
                .map(entry ->
                        entry.getKey() + " extends " + entry.getValue() + " extends " + parents.get(entry.getValue()))
                .toList();
    }
}
