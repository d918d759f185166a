package org.caraway.internal.cdi.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.caraway.internal.registry.Routes;
import org.caraway.spi.Route;

/**
 * Reads routes such as {@code feeds.*=low:2,Reports.render=reports}: a pattern of task names, the queue, and the
 * priority if one is named. Confined to the deploying thread.
 */
public final class RoutesReader {

    private static final String EXAMPLE =
            "write patterns of task names with their queues such as feeds.*=low,*=default";

    private final Configuration configuration;
    private final SettingParser parser;

    public RoutesReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.parser = new SettingParser(problems);
    }

    /** The routes; with problems noted they are not to be used. */
    public Routes read() {
        String defaultQueue = parser.queueName(configuration.get(ConfigurationKey.DEFAULT_QUEUE));
        List<Routes.Entry> entries =
                configuration.find(ConfigurationKey.ROUTES).map(this::entries).orElse(List.of());
        return new Routes(entries, defaultQueue);
    }

    private List<Routes.Entry> entries(Setting setting) {
        Map<String, Routes.Entry> entries = new LinkedHashMap<>();
        for (String text : parser.names(setting)) {
            int equals = text.indexOf('=');
            String pattern = equals < 0 ? "" : text.substring(0, equals).strip();
            if (pattern.isEmpty()) {
                parser.reject(setting, "has the route '" + text + "' without a pattern and a queue; " + EXAMPLE);
            } else if (entries.containsKey(pattern)) {
                parser.reject(
                        setting, "names the pattern '" + pattern + "' twice, and only the first counts; name it once");
            } else {
                addEntry(setting, entries, pattern, text.substring(equals + 1).strip());
            }
        }
        return new ArrayList<>(entries.values());
    }

    private void addEntry(Setting setting, Map<String, Routes.Entry> entries, String pattern, String target) {
        int colon = target.indexOf(':');
        String queue = colon < 0 ? target : target.substring(0, colon).strip();
        try {
            Route route = Route.to(queue);
            Route whole = colon < 0
                    ? route
                    : route.withPriority(
                            Integer.parseInt(target.substring(colon + 1).strip()));
            entries.put(pattern, Routes.Entry.of(pattern, whole));
        } catch (NumberFormatException noNumber) {
            parser.reject(
                    setting,
                    "gives the pattern '" + pattern + "' the priority '" + target.substring(colon + 1)
                            + "'; use a number from 0 to 9, such as feeds.*=low:2");
        } catch (IllegalArgumentException wrong) {
            parser.reject(setting, "has a wrong route for '" + pattern + "': " + wrong.getMessage());
        }
    }
}
