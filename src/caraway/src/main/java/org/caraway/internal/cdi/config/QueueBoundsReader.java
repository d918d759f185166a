package org.caraway.internal.cdi.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.caraway.internal.client.QueueBound;
import org.caraway.internal.client.QueueBound.WhenFull;
import org.jspecify.annotations.Nullable;

/** Reads how long queues may become. Confined to the deploying thread. */
final class QueueBoundsReader {

    private final Configuration configuration;
    private final SettingParser parser;

    QueueBoundsReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        parser = new SettingParser(problems);
    }

    /** Of these queues, whose variables in the environment are known, and of all that a file names. */
    Map<String, QueueBound> read(Set<String> queues) {
        Set<String> all = new LinkedHashSet<>(queues);
        configuration.names().forEach(name -> all.addAll(QueueAttribute.queueOf(name.name())));
        Map<String, QueueBound> bounds = new LinkedHashMap<>();
        for (String queue : all) {
            QueueBound bound = boundIfAny(queue);
            if (bound != null) {
                bounds.put(queue, bound);
            }
        }
        return bounds;
    }

    /** Null if nothing is configured for it. */
    private @Nullable QueueBound boundIfAny(String queue) {
        boolean any = Stream.of(QueueAttribute.MAX_LENGTH, QueueAttribute.WHEN_FULL, QueueAttribute.BLOCK_TIMEOUT)
                .anyMatch(attribute -> configuration.find(attribute, queue).isPresent());
        return any ? bound(queue) : null;
    }

    private QueueBound bound(String queue) {
        return new QueueBound(
                configuration
                        .find(QueueAttribute.MAX_LENGTH, queue)
                        .map(setting -> parser.integer(setting, 1, Integer.MAX_VALUE))
                        .orElse(null),
                configuration
                        .find(QueueAttribute.WHEN_FULL, queue)
                        .map(setting -> parser.constant(setting, List.of(WhenFull.REJECT, WhenFull.BLOCK)))
                        .orElse(QueueBound.NONE.whenFull()),
                configuration
                        .find(QueueAttribute.BLOCK_TIMEOUT, queue)
                        .map(setting -> parser.duration(setting, Duration.ZERO))
                        .orElse(QueueBound.NONE.blockTimeout()));
    }
}
