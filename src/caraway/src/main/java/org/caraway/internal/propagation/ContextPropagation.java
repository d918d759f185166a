package org.caraway.internal.propagation;

import static java.lang.System.Logger.Level.DEBUG;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.caraway.CarawayException;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.FailureLog;
import org.caraway.spi.ContextPropagator;
import org.caraway.spi.ContextPropagator.Restored;
import org.jspecify.annotations.Nullable;

/**
 * Captures the caller's context when a task is enqueued and restores it around an attempt. Immutable; as thread-safe as
 * its propagators.
 *
 * <p>Tasks that a task enqueues inherit its stored context: the same caller, and each text that no propagator replaces.
 */
public final class ContextPropagation {

    /** Stores and restores nothing. */
    public static final ContextPropagation NONE = new ContextPropagation(List.of(), Optional::empty, Integer.MAX_VALUE);

    private static final int CALLER_CAP = 200;
    private static final int NAME_CAP = 200;
    private static final System.Logger LOG = System.getLogger(ContextPropagation.class.getName());

    private final List<ContextPropagator> propagators;
    private final Set<String> names;
    private final CapturedJson form = new CapturedJson();
    private final Supplier<Optional<String>> caller;
    private final int capBytes;

    /**
     * With these propagators.
     *
     * @param caller returns the name of the current thread's user
     * @param capBytes the maximum size of the captured texts, in bytes of JSON
     * @throws CarawayException if two have the same name, or a name or version is invalid
     */
    public ContextPropagation(List<ContextPropagator> propagators, Supplier<Optional<String>> caller, int capBytes) {
        this.propagators = propagators.stream()
                .sorted(Comparator.comparingInt(ContextPropagator::order).thenComparing(ContextPropagator::name))
                .toList();
        this.names = checkedNames(this.propagators);
        this.caller = caller;
        this.capBytes = capBytes;
    }

    private static Set<String> checkedNames(List<ContextPropagator> propagators) {
        Set<String> names = new HashSet<>();
        for (ContextPropagator propagator : propagators) {
            String name = propagator.name();
            String type = propagator.getClass().getName();
            if (name.isBlank() || name.length() > NAME_CAP) {
                throw new CarawayException("'" + name + "' is no name for the context propagator " + type
                        + "; let name() return 1 to " + NAME_CAP + " characters");
            }
            if (!names.add(name)) {
                throw new CarawayException("Two context propagators are named '" + name + "', one of them " + type
                        + "; give each a name of its own");
            }
            if (propagator.version() < 1) {
                throw new CarawayException("The context propagator '" + name + "' (" + type + ") has version "
                        + propagator.version() + "; let version() return 1 or more");
            }
        }
        return names;
    }

    /**
     * Captures the context for a task that is enqueued on this thread now.
     *
     * @throws CarawayException with the propagator that failed, or captured too much
     */
    public CallerContext capture() {
        Optional<CallerContext> current = CurrentTask.callerContext();
        CallerContext inherited = current.orElse(CallerContext.NONE);
        Map<String, Captured> captured = new LinkedHashMap<>();
        for (ContextPropagator propagator : propagators) {
            captureBy(propagator).ifPresent(text -> captured.put(propagator.name(), text));
        }
        String name = current.isPresent() ? inherited.caller() : callerName();
        if (captured.isEmpty()) {
            return new CallerContext(name, inherited.json()); // as it is: nothing needs to be read
        }
        Map<String, Captured> entries = new LinkedHashMap<>(inherited.entries(form));
        entries.putAll(captured);
        return new CallerContext(name, checked(entries));
    }

    private static Optional<Captured> captureBy(ContextPropagator propagator) {
        try {
            return propagator.capture().map(text -> new Captured(propagator.version(), text));
        } catch (RuntimeException failure) {
            throw new CarawayException(
                    "Nothing was enqueued: the context propagator '" + propagator.name()
                            + "' could not capture: " + ErrorText.messageOf(failure)
                            + "; enqueue a TaskCall.withoutContext() to do without",
                    failure);
        }
    }

    private @Nullable String callerName() {
        String name = caller.get().orElse(null);
        if (name != null && name.length() > CALLER_CAP) {
            throw new CarawayException("Nothing was enqueued: the caller's name has " + name.length()
                    + " characters, and created_by holds " + CALLER_CAP
                    + "; a part might be another's name. Enqueue a TaskCall.withoutContext() to do without");
        }
        return name;
    }

    /** The user of the current thread: in a task, the user who enqueued it. */
    public Optional<String> caller() {
        return CurrentTask.callerContext()
                .map(context -> Optional.ofNullable(context.caller()))
                .orElseGet(caller);
    }

    private String checked(Map<String, Captured> entries) {
        String json = form.write(entries);
        int bytes = json.length() > capBytes / 3 ? bytesOf(json) : 0;
        if (bytes > capBytes) {
            throw new CarawayException("Nothing was enqueued: the context is " + bytes + " bytes of JSON, more than "
                    + capBytes + ". By propagator: " + sizes(entries)
                    + ". Capture less, such as an id, or raise caraway.max-context-bytes");
        }
        return json;
    }

    private static String sizes(Map<String, Captured> entries) {
        return entries.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -bytesOf(entry.getValue().text())))
                .map(entry -> entry.getKey() + " " + bytesOf(entry.getValue().text()))
                .collect(Collectors.joining(", "));
    }

    private static int bytesOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Restores the context on the current thread.
     *
     * @return undoes everything in reverse order
     * @throws CarawayException with the propagator that failed; the texts restored before are undone then
     */
    public Restored restore(CallerContext context) {
        if (context.json() == null) {
            return Restored.NOTHING;
        }
        Map<String, Captured> entries = context.entries(form);
        reportUnknown(entries.keySet());
        Deque<Open> open = new ArrayDeque<>();
        boolean complete = false;
        try {
            for (ContextPropagator propagator : propagators) {
                Captured captured = entries.get(propagator.name());
                if (captured != null) {
                    open.push(new Open(propagator.name(), restoreBy(propagator, captured)));
                }
            }
            complete = true;
            return () -> open.forEach(Open::closeQuietly);
        } finally {
            if (!complete) {
                open.forEach(Open::closeQuietly);
            }
        }
    }

    /** Not an error: nodes of two versions of the application may run for a while. */
    private void reportUnknown(Set<String> stored) {
        if (!names.containsAll(stored)) {
            StringJoiner unknown = new StringJoiner(", ");
            stored.stream().filter(name -> !names.contains(name)).forEach(unknown::add);
            LOG.log(DEBUG, () -> "No context propagator here knows " + unknown + "; the task runs without");
        }
    }

    private static Restored restoreBy(ContextPropagator propagator, Captured captured) {
        try {
            return propagator.restore(captured.text(), captured.version());
        } catch (VirtualMachineError broken) {
            throw broken;
        } catch (Throwable failure) { // the border to the application's code: a missing class is a failure, too
            throw new CarawayException(
                    "The method was not called: the context propagator '" + propagator.name()
                            + "' could not restore what was captured with version " + captured.version() + ": "
                            + ErrorText.messageOf(failure),
                    failure);
        }
    }

    /** The restored text of one propagator. */
    private record Open(String name, Restored restored) {

        void closeQuietly() {
            try {
                restored.close();
            } catch (VirtualMachineError broken) {
                throw broken;
            } catch (Throwable failure) { // the task is over: whatever this is, it is not the task's
                FailureLog.warn(LOG, "The context propagator '" + name + "' failed to undo what it restored", failure);
            }
        }
    }
}
