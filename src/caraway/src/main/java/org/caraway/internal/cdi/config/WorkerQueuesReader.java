package org.caraway.internal.cdi.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.registry.NearestName;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;

/**
 * Reads which queues the worker serves, and with how many slots: {@code reports:2-8,default:4}. Confined to the
 * deploying thread.
 */
final class WorkerQueuesReader {

    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9})(?:\\s*-\\s*(-?\\d{1,9}))?");

    private final Configuration configuration;
    private final Problems problems;
    private final SettingParser parser;

    WorkerQueuesReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
        this.parser = new SettingParser(problems);
    }

    /** The queues that are configured, otherwise those of the tasks and the default one; without the excluded ones. */
    Map<String, SlotRange> read(Routes routes, Collection<TaskDefinition> definitions) {
        SlotRange slots = configuration
                .find(ConfigurationKey.WORKER_SLOTS)
                .map(setting -> slotsOf(setting, "", setting.text().strip()))
                .orElseGet(() -> SlotRange.of(Math.max(2, Runtime.getRuntime().availableProcessors())));
        Map<String, SlotRange> queues = configuration
                .find(ConfigurationKey.WORKER_QUEUES)
                .map(setting -> queues(setting, slots))
                .orElseGet(() -> queuesOf(routes, definitions, slots));
        configuration.find(ConfigurationKey.WORKER_EXCLUDE_QUEUES).ifPresent(setting -> exclude(setting, queues));
        return queues;
    }

    private static Map<String, SlotRange> queuesOf(
            Routes routes, Collection<TaskDefinition> definitions, SlotRange slots) {
        Map<String, SlotRange> queues = new LinkedHashMap<>();
        queues.put(routes.defaultQueue(), slots);
        definitions.forEach(definition -> queues.put(definition.settings().queue(), slots));
        return queues;
    }

    private Map<String, SlotRange> queues(Setting setting, SlotRange slots) {
        Map<String, SlotRange> queues = new LinkedHashMap<>();
        for (String entry : parser.names(setting)) {
            int colon = entry.lastIndexOf(':');
            String name = (colon < 0 ? entry : entry.substring(0, colon)).strip();
            SlotRange own = colon < 0
                    ? slots
                    : slotsOf(setting, name, entry.substring(colon + 1).strip());
            parser.queueName(new Setting(setting.place(), name, setting.origin()));
            if (queues.put(name, own) != null) {
                parser.reject(setting, "names the queue '" + name + "' twice; name each queue once");
            }
        }
        if (queues.isEmpty()) {
            parser.reject(setting, "names no queue; write queues with their slots such as reports:8,default:4");
        }
        return queues;
    }

    private SlotRange slotsOf(Setting setting, String queue, String text) {
        Matcher numbers = RANGE.matcher(text);
        if (!numbers.matches()) {
            parser.reject(
                    setting,
                    (queue.isEmpty() ? "is no number of slots" : "gives the queue '" + queue + "' '" + text + "' slots")
                            + "; write queues with their slots such as reports:8,default:4, or at least 2 and at most 8 as"
                            + " reports:2-8");
            return SlotRange.of(1);
        }
        int least = Integer.parseInt(numbers.group(1));
        int most = numbers.group(2) == null ? least : Integer.parseInt(numbers.group(2));
        if (least < 1) {
            refuseNone(setting, queue, least);
        } else if (most < least) {
            parser.reject(setting, "ends its range " + text + " below its beginning; write the smaller number first");
        } else {
            return new SlotRange(least, most);
        }
        return SlotRange.of(1);
    }

    private void refuseNone(Setting setting, String queue, int slots) {
        if (queue.isEmpty()) {
            parser.reject(setting, "is out of range; use a number of 1 or more");
        } else {
            problems.add("Queue '" + queue + "' has " + slots + " slots; set " + setting.place()
                    + " to 1 or more, or remove the queue");
        }
    }

    private void exclude(Setting setting, Map<String, SlotRange> queues) {
        Set<String> served = new TreeSet<>(queues.keySet());
        List<String> excluded = parser.names(setting);
        for (String name : excluded) {
            if (!served.contains(name)) {
                parser.reject(
                        setting,
                        "excludes the queue '" + name + "', which this worker does not serve"
                                + NearestName.find(name, served)
                                        .map(nearest -> "; did you mean '" + nearest + "'?")
                                        .orElse("; remove it"));
            }
        }
        queues.keySet().removeAll(Set.copyOf(excluded));
        if (queues.isEmpty()) {
            parser.reject(setting, "excludes every queue; set caraway.worker.enabled=false instead");
        }
    }
}
