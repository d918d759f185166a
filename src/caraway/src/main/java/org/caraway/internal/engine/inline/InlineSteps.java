package org.caraway.internal.engine.inline;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.caraway.internal.store.durable.CursorPosition;
import org.caraway.internal.store.durable.DurableSteps;
import org.caraway.internal.store.durable.FinishedStep;
import org.caraway.internal.store.durable.StoredStep;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/** The durable steps of one task that runs inline: kept in memory for its retries. Thread-safe. */
final class InlineSteps implements DurableSteps {

    private final Map<String, StoredStep> steps = new LinkedHashMap<>();

    /** The steps as they are now. */
    synchronized Map<String, StoredStep> snapshot() {
        return new LinkedHashMap<>(steps);
    }

    /** Forgets what came after this: it was rolled back with the attempt's transaction. */
    synchronized void restore(Map<String, StoredStep> snapshot) {
        steps.clear();
        steps.putAll(snapshot);
    }

    @Override
    public @Nullable Object transactionKey() {
        return null; // nothing joins it
    }

    @Override
    public synchronized List<StoredStep> storedSteps(UUID task) {
        return List.copyOf(steps.values());
    }

    @Override
    public synchronized boolean storeStep(ClaimedTask task, FinishedStep step, boolean rechecked) {
        Instant now = Instant.now();
        steps.put(
                step.name(),
                new StoredStep(step.name(), step.kind(), step.value(), task.attempt(), now.minus(step.took()), now));
        return true;
    }

    @Override
    public synchronized boolean storeCursor(CursorPosition position, boolean rechecked) {
        Instant now = Instant.now();
        steps.put(
                StoredStep.CURSOR,
                new StoredStep(
                        StoredStep.CURSOR,
                        StoredStep.Kind.CURSOR,
                        position.value(),
                        position.task().attempt(),
                        now,
                        now));
        return true;
    }

    @Override
    public Set<UUID> storeCursors(List<CursorPosition> positions, Predicate<CursorPosition> latest) {
        positions.stream().filter(latest).forEach(position -> storeCursor(position, true));
        return Set.of();
    }
}
