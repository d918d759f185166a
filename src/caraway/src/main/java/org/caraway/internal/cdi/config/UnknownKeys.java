package org.caraway.internal.cdi.config;

import static java.util.stream.Collectors.toCollection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.caraway.internal.registry.NearestName;

/**
 * Finds configured names that mean nothing. In a file that is a mistake; in the environment it is only worth a warning,
 * because platforms put variables there, such as Kubernetes for a service named caraway. Confined to the deploying
 * thread.
 */
public final class UnknownKeys {

    private static final Logger LOG = System.getLogger(UnknownKeys.class.getName());
    private static final Pattern QUOTED = Pattern.compile("caraway\\.task\\.\"(.*)\"\\.([^.]*)");
    private static final Pattern PLAIN = Pattern.compile("caraway\\.task\\.([^.\"]*)\\.([^.]*)");
    private static final Pattern UNQUOTED = Pattern.compile("caraway\\.task\\.([^\"]*)\\.([^.]*)");

    private final Set<String> tasks;
    private final Set<String> known;
    private final Set<String> variables;

    public UnknownKeys(Set<String> tasks) {
        this.tasks = tasks;
        this.known = Stream.concat(
                        Stream.of(ConfigurationKey.values()).map(ConfigurationKey::key),
                        Stream.concat(tasks.stream(), Stream.of(TaskAttribute.ALL))
                                .flatMap(UnknownKeys::keysOf))
                .collect(toCollection(LinkedHashSet::new));
        this.variables = known.stream().map(ConfigurationKey::variableOf).collect(toCollection(LinkedHashSet::new));
    }

    private static Stream<String> keysOf(String task) {
        return Stream.of(TaskAttribute.values()).flatMap(attribute -> attribute.keys(task).stream());
    }

    /** Notes a problem, or logs a warning, for each of these names that is not known. */
    public void check(Collection<ConfiguredName> names, Problems problems) {
        Set<String> warned = new LinkedHashSet<>();
        for (ConfiguredName name : names) {
            if (known.contains(name.name())
                    || !QueueAttribute.queueOf(name.name()).isEmpty()) {
                continue;
            }
            if (!name.isVariable()) {
                problems.add(name.name() + " (from " + name.source() + ") is no configuration key of Caraway; "
                        + fix(name.name()));
            } else if (warned.add(ConfigurationKey.variableOf(name.name()))) {
                warn(ConfigurationKey.variableOf(name.name()));
            }
        }
    }

    private void warn(String variable) {
        if (!variables.contains(variable) && !isOfQueue(variable)) {
            LOG.log(
                    Level.WARNING,
                    () -> "The environment variable " + variable
                            + " means nothing to Caraway; the nearest that does is "
                            + NearestName.find(variable, variables).orElse("none"));
        }
    }

    /** The name of the queue cannot be derived from a variable. */
    private static boolean isOfQueue(String variable) {
        return Stream.of(QueueAttribute.values())
                .map(attribute -> ConfigurationKey.variableOf(attribute.attribute()))
                .anyMatch(end -> variable.startsWith("CARAWAY_QUEUE_") && variable.endsWith("_" + end));
    }

    private String fix(String key) {
        if (QueueAttribute.isOfQueue(key)) {
            return "of a queue it is one of "
                    + Stream.of(QueueAttribute.values())
                            .map(attribute -> attribute.keys("NAME").get(0))
                            .toList();
        }
        Matcher task = Stream.of(QUOTED, PLAIN, UNQUOTED)
                .map(pattern -> pattern.matcher(key))
                .filter(Matcher::matches)
                .findFirst()
                .orElse(null);
        return task == null ? didYouMean(key, plainKeys()) : fixOfTask(task.group(1), task.group(2));
    }

    private String fixOfTask(String task, String attribute) {
        Optional<TaskAttribute> nearest = NearestName.find(attribute, attributes())
                .flatMap(name -> Stream.of(TaskAttribute.values())
                        .filter(candidate -> candidate.attribute().equals(name))
                        .findFirst());
        boolean found = tasks.contains(task) || task.equals(TaskAttribute.ALL);
        String meant = found ? task : NearestName.find(task, tasks).orElse(null);
        if (meant == null) {
            return "no task is named '" + task + "', this application has no tasks; remove the key";
        }
        String reason = found ? "" : "no task is named '" + task + "', ";
        return reason + "did you mean " + nearest.orElseThrow().keys(meant).get(0) + "?";
    }

    private static Set<String> attributes() {
        return Stream.of(TaskAttribute.values())
                .map(TaskAttribute::attribute)
                .collect(toCollection(LinkedHashSet::new));
    }

    private static Set<String> plainKeys() {
        return Stream.of(ConfigurationKey.values())
                .map(ConfigurationKey::key)
                .collect(toCollection(LinkedHashSet::new));
    }

    private static String didYouMean(String name, Collection<String> candidates) {
        return "did you mean " + NearestName.find(name, candidates).orElseThrow() + "?";
    }
}
