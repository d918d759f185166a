package org.caraway.internal.cdi.scope;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.IgnoreRequest;
import org.caraway.PostponeRequest;
import org.caraway.RetryRequest;
import org.caraway.SignalUrls;
import org.caraway.TaskContext;
import org.caraway.TaskCursor;
import org.caraway.TaskRejectedException;
import org.caraway.Workflow;
import org.caraway.internal.propagation.CurrentTask;
import org.jspecify.annotations.Nullable;

/** The injectable {@link TaskContext}: speaks of the attempt that the current thread works for. Thread-safe. */
public final class CurrentTaskContext implements TaskContext {

    private final SignalUrls urls;

    /** Whose signal URLs are made by these. */
    public CurrentTaskContext(SignalUrls urls) {
        this.urls = urls;
    }

    @Override
    public UUID id() {
        return current("id").id();
    }

    @Override
    public String name() {
        return current("name").name();
    }

    @Override
    public String queue() {
        return current("queue").queue();
    }

    @Override
    public int attempt() {
        return current("attempt").attempt();
    }

    @Override
    public int retries() {
        return current("retries").retries();
    }

    @Override
    public int maxRetries() {
        return current("maxRetries").maxRetries();
    }

    @Override
    public int priority() {
        return current("priority").priority();
    }

    @Override
    public Optional<String> arguments() {
        return current("arguments").arguments();
    }

    @Override
    public Optional<String> worker() {
        return current("worker").worker();
    }

    @Override
    public boolean inline() {
        return current("inline").inline();
    }

    @Override
    public int deliveries() {
        return current("deliveries").deliveries();
    }

    @Override
    public boolean redelivered() {
        return current("redelivered").redelivered();
    }

    @Override
    public boolean ignoresResult() {
        return current("ignoresResult").ignoresResult();
    }

    @Override
    public Map<String, String> headers() {
        return current("headers").headers();
    }

    @Override
    public Optional<String> caller() {
        return current("caller").caller();
    }

    @Override
    public Optional<Locale> locale() {
        return current("locale").locale();
    }

    @Override
    public Optional<ZoneId> timeZone() {
        return current("timeZone").timeZone();
    }

    @Override
    public Set<String> callerRoles() {
        return current("callerRoles").callerRoles();
    }

    @Override
    public Optional<String> traceParent() {
        return current("traceParent").traceParent();
    }

    @Override
    public UUID root() {
        return current("root").root();
    }

    @Override
    public Optional<UUID> parent() {
        return current("parent").parent();
    }

    @Override
    public Instant deadline() {
        return current("deadline").deadline();
    }

    @Override
    public Duration timeLimit() {
        return current("timeLimit").timeLimit();
    }

    @Override
    public Duration softTimeLimit() {
        return current("softTimeLimit").softTimeLimit();
    }

    @Override
    public Instant softDeadline() {
        return current("softDeadline").softDeadline();
    }

    @Override
    public Instant runAt() {
        return current("runAt").runAt();
    }

    @Override
    public Optional<Instant> scheduledFor() {
        return current("scheduledFor").scheduledFor();
    }

    @Override
    public Optional<Instant> expiresAt() {
        return current("expiresAt").expiresAt();
    }

    @Override
    public void progress(long current, long total, @Nullable String message) {
        current("progress").progress(current, total, message);
    }

    @Override
    public void phase(String phase) {
        current("phase").phase(phase);
    }

    @Override
    public void partialResult(@Nullable Object value) {
        current("partialResult").partialResult(value);
    }

    @Override
    public void log(String line) {
        current("log").log(line);
    }

    @Override
    public void checkRevoked() {
        current("checkRevoked").checkRevoked();
    }

    @Override
    public RetryRequest retryIn(Duration delay) {
        return current("retryIn").retryIn(delay);
    }

    @Override
    public RetryRequest retryIn(Duration delay, Throwable cause) {
        return current("retryIn").retryIn(delay, cause);
    }

    @Override
    public RetryRequest retry(Throwable cause) {
        return current("retry").retry(cause);
    }

    @Override
    public <R extends @Nullable Object> @Nullable R replaceWith(Workflow<R> workflow) {
        return current("replaceWith").replaceWith(workflow);
    }

    @Override
    public void addToGroup(Workflow<?> member) {
        current("addToGroup").addToGroup(member);
    }

    @Override
    public <T> Optional<T> awaitOptionalSignal(String name, Class<T> type, Duration timeout) {
        return current("awaitOptionalSignal").awaitOptionalSignal(name, type, timeout);
    }

    @Override
    public URI signalUrl(String name, Duration validFor) {
        return urls.create(current("signalUrl").id(), name, validFor);
    }

    @Override
    public void sleep(String name, Duration span) {
        current("sleep").sleep(name, span);
    }

    @Override
    public PostponeRequest postpone(Duration delay) {
        return current("postpone").postpone(delay);
    }

    @Override
    public TaskRejectedException reject(String reason) {
        return current("reject").reject(reason);
    }

    @Override
    public TaskRejectedException reject(String reason, Throwable cause) {
        return current("reject").reject(reason, cause);
    }

    @Override
    public IgnoreRequest ignore(String reason) {
        return current("ignore").ignore(reason);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T step(String name, Work<T, X> work) throws X {
        return current("step").step(name, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T stepInTransaction(String name, Work<T, X> work)
            throws X {
        return current("stepInTransaction").stepInTransaction(name, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T once(String name, Work<T, X> effect) throws X {
        return current("once").once(name, effect);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T inTransaction(Work<T, X> work) throws X {
        return current("inTransaction").inTransaction(work);
    }

    @Override
    public <T> TaskCursor<T> cursor(Class<T> type) {
        return current("cursor").cursor(type);
    }

    @Override
    public void pauseHere() {
        current("pauseHere").pauseHere();
    }

    @Override
    public String stepKey() {
        return current("stepKey").stepKey();
    }

    private static TaskContext current(String method) {
        return CurrentTask.find()
                .orElseThrow(() -> new IllegalStateException("TaskContext." + method
                        + " was called on a thread that runs no task; call it from a @Task method, from what that"
                        + " calls, or from what it gives to a ManagedExecutorService"));
    }
}
