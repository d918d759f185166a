package org.caraway.spi;

import java.util.Optional;

/**
 * Propagates a part of the caller's context, such as its tenant, to tasks: it is captured when a task is enqueued,
 * stored with the task, and restored around each of its attempts, on any node and after any restart.
 *
 * <p>Each CDI bean of this type is used. It must be thread-safe, and is looked up once, when Caraway starts.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class TenantPropagator implements ContextPropagator {
 *     @Inject TenantHolder tenants;
 *
 *     public String name() { return "tenant"; }
 *
 *     public Optional<String> capture() { return tenants.current(); }
 *
 *     public Restored restore(String captured, int version) {
 *         tenants.enter(captured);
 *         return tenants::leave;
 *     }
 * }
 * }</pre>
 *
 * <p>The captured text is stored in the database in clear text. Do not propagate passwords or tokens.
 */
public interface ContextPropagator {

    /** The name of Caraway's own propagator of the caller's locale, as an IETF BCP 47 language tag. */
    String LOCALE = "locale";

    /** The name of Caraway's own propagator of the caller's time zone, as an IANA name. */
    String TIME_ZONE = "time-zone";

    /** The name of Caraway's own propagator of the caller's roles, separated by commas. */
    String ROLES = "roles";

    /** The name of Caraway's own propagator of the W3C {@code traceparent}. */
    String TRACE_PARENT = "traceparent";

    /** The name of Caraway's own propagator of the W3C {@code tracestate}. */
    String TRACE_STATE = "tracestate";

    /** The name of Caraway's own propagator of the W3C {@code baggage}. */
    String BAGGAGE = "baggage";

    /**
     * The name of Caraway's own propagator of the fields of SLF4J's log context that {@code
     * caraway.propagate-log-fields} names, as a JSON object of texts.
     */
    String LOG_FIELDS = "log-fields";

    /**
     * The name under which the text is stored, 1 to 200 characters; it must not change while there are tasks with it. A
     * propagator with the name of one of Caraway's own replaces that one; two others with the same name fail the
     * deployment. A node without a propagator of a stored name does not restore the text, but stores it with the tasks
     * that the task enqueues.
     */
    String name();

    /**
     * The version of the text's format, from 1, which is the default. Nodes of two versions of the application can run
     * at the same time: {@link #restore} has to read older versions, and newer ones as far as possible.
     */
    default int version() {
        return 1;
    }

    /**
     * The order among propagators: lower ones capture and restore first, and close last; 0 is the default. Propagators
     * with equal order are sorted by name. {@code @Propagated} beans have -1,000, so that the others can use them.
     */
    default int order() {
        return 0;
    }

    /**
     * Returns the text to store, JSON or any other; empty for nothing. Called on the thread that enqueues, once for
     * each call of {@link org.caraway.TaskQueue}, within its transaction.
     *
     * <p>Inside a task, empty means the text that was stored with that task: it is stored with the new task, too.
     *
     * @throws RuntimeException if the context cannot be captured: then nothing is enqueued
     */
    Optional<String> capture();

    /**
     * Restores the captured text before the task's method is called, on its thread, in its request context and outside
     * of its transaction. Not called if nothing was captured.
     *
     * @param captured the text that {@link #capture} returned
     * @param version the {@link #version} of the propagator that captured it
     * @return an object that undoes the restoring
     * @throws RuntimeException if it cannot be restored: then the attempt fails, and the method is not called; the same
     *     for an {@link Error}
     */
    Restored restore(String captured, int version);

    /** A restored context, active until it is closed. */
    @FunctionalInterface
    interface Restored extends AutoCloseable {

        /** There is nothing to undo. */
        Restored NOTHING = () -> {};

        /**
         * Undoes the restoring, on the same thread, when the attempt has ended. An exception or error is logged and has
         * no other effect.
         */
        @Override
        void close();
    }
}
