package org.caraway.internal.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/** The task definitions of this application, by name and by method. Immutable. */
public final class TaskRegistry {

    private final Map<String, TaskDefinition> byName = new LinkedHashMap<>();
    private final Map<String, List<MethodEntry>> byMethodName = new LinkedHashMap<>();

    /**
     * Holds these definitions.
     *
     * @throws CarawayException with both methods, if two of them have the same name
     */
    public TaskRegistry(Collection<TaskDefinition> definitions) {
        for (TaskDefinition definition : definitions) {
            TaskDefinition other = byName.putIfAbsent(definition.name(), definition);
            if (other != null) {
                throw new CarawayException("Two methods are called task '" + definition.name() + "': " + other.where()
                        + " and " + definition.where() + "; give one of them another @Task(name)");
            }
            byMethodName
                    .computeIfAbsent(definition.method().getName(), name -> new ArrayList<>())
                    .add(MethodEntry.of(definition));
        }
    }

    /** The definition with this name, absent when this application has none. */
    public Optional<TaskDefinition> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** How long finished tasks are retained, by the names of the definitions that set it. */
    public Map<String, Duration> retentions() {
        Map<String, Duration> retentions = new LinkedHashMap<>();
        byName.forEach((name, definition) -> {
            @Nullable Duration retainFor = definition.settings().retention().retainFor();
            if (retainFor != null) {
                retentions.put(name, retainFor);
            }
        });
        return retentions;
    }

    /** The signatures of the parameters of all definitions, by name. */
    public Map<String, String> signatures() {
        Map<String, String> signatures = new LinkedHashMap<>();
        byName.forEach((name, definition) -> signatures.put(name, ParameterShapes.signature(definition.parameters())));
        return signatures;
    }

    /** The names of all definitions. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /**
     * The definition that a call of this method reaches: the one of the receiver's own bean, else of the nearest
     * superclass whose method the receiver does not override, else of the only bean below the receiver.
     *
     * @param receiver the class or interface that the method is called on
     * @param descriptor parameter and return types as the JVM writes them, those of a bridge method included
     * @return absent if there is none, or if more than one bean is possible
     */
    public Optional<TaskDefinition> find(Class<?> receiver, String methodName, String descriptor) {
        List<MethodEntry> entries = byMethodName.getOrDefault(methodName, List.of()).stream()
                .filter(entry -> entry.descriptors().contains(descriptor))
                .toList();
        for (Class<?> type = receiver; type != null; type = type.getSuperclass()) {
            List<TaskDefinition> own = ownedBy(type, entries, descriptor);
            if (!own.isEmpty()) {
                return only(own);
            }
            if (!type.isSynthetic() && overrides(type, methodName, descriptor)) {
                break;
            }
        }
        return only(entries.stream()
                .map(MethodEntry::definition)
                .filter(definition -> receiver.isAssignableFrom(definition.beanClass()))
                .toList());
    }

    /** A method whose own descriptor matches takes precedence over one that matches by a bridge method. */
    private static List<TaskDefinition> ownedBy(Class<?> type, List<MethodEntry> entries, String descriptor) {
        List<MethodEntry> own = entries.stream()
                .filter(entry -> entry.definition().beanClass() == type)
                .toList();
        List<MethodEntry> direct =
                own.stream().filter(entry -> entry.isDirect(descriptor)).toList();
        return (direct.isEmpty() ? own : direct)
                .stream().map(MethodEntry::definition).toList();
    }

    private static Optional<TaskDefinition> only(List<TaskDefinition> found) {
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static boolean overrides(Class<?> type, String methodName, String descriptor) {
        for (var method : type.getDeclaredMethods()) {
            if (method.getName().equals(methodName)
                    && MethodEntry.descriptorOf(method).equals(descriptor)) {
                return true;
            }
        }
        return false;
    }
}
