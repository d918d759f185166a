package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskContext;
import org.caraway.TaskCursor;
import org.caraway.Workflow;
import org.jspecify.annotations.Nullable;

/** A task that runs on the test's thread. */
record RunningTask(UUID id, UUID root) implements TaskContext {

    @Override
    public String name() {
        return "running";
    }

    @Override
    public String queue() {
        return "default";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public int retries() {
        return 0;
    }

    @Override
    public int maxRetries() {
        return 3;
    }

    @Override
    public int priority() {
        return 9;
    }

    @Override
    public Optional<String> arguments() {
        return Optional.of("[]");
    }

    @Override
    public Optional<String> worker() {
        return Optional.of("worker");
    }

    @Override
    public int deliveries() {
        return 0;
    }

    @Override
    public boolean ignoresResult() {
        return false;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public Optional<String> caller() {
        return Optional.empty();
    }

    @Override
    public Optional<Locale> locale() {
        return Optional.empty();
    }

    @Override
    public Optional<ZoneId> timeZone() {
        return Optional.empty();
    }

    @Override
    public Set<String> callerRoles() {
        return Set.of();
    }

    @Override
    public Optional<String> traceParent() {
        return Optional.empty();
    }

    @Override
    public Optional<UUID> parent() {
        return Optional.empty();
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Duration timeLimit() {
        return Duration.ofMinutes(6);
    }

    @Override
    public Duration softTimeLimit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Instant softDeadline() {
        return Instant.MAX;
    }

    @Override
    public Instant runAt() {
        return Instant.EPOCH;
    }

    @Override
    public <R extends @Nullable Object> @Nullable R replaceWith(Workflow<R> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T step(String name, Work<T, X> work) throws X {
        return work.run();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T stepInTransaction(String name, Work<T, X> work)
            throws X {
        return work.run();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T once(String name, Work<T, X> effect) throws X {
        return effect.run();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T inTransaction(Work<T, X> work) throws X {
        return work.run();
    }

    @Override
    public <T> TaskCursor<T> cursor(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pauseHere() {}

    @Override
    public String stepKey() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addToGroup(Workflow<?> member) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instant> scheduledFor() {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> expiresAt() {
        return Optional.empty();
    }

    @Override
    public void progress(long current, long total, @Nullable String message) {}

    @Override
    public void phase(String phase) {}

    @Override
    public void partialResult(@Nullable Object value) {}

    @Override
    public void log(String line) {}

    @Override
    public void checkRevoked() {}

    @Override
    public <T> Optional<T> awaitOptionalSignal(String name, Class<T> type, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sleep(String name, Duration span) {}
}
