package org.caraway.spi;

import java.util.Optional;

/**
 * Carries something of the caller's surroundings, such as its tenant, along with every task: captured when a task is
 * enqueued, stored with it, and restored around each of its attempts, on whichever node and after whatever restart.
 *
 * <p>Any CDI bean of this type is one; it must be thread-safe, and is looked up once, when Caraway starts.
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
 * <p>What is captured stands in the database in clear text. Do not let passwords or tokens travel.
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
     * What the stored text is found by, 1 to 200 characters; it must not change while tasks are stored under it. One
     * with a name of Caraway's own replaces that; of two others with the same name the deployment fails. A node that
     * knows no propagator of a stored name leaves the text alone, and hands it on to the tasks that the task enqueues.
     */
    String name();

    /**
     * The version of the text's form, from 1, which is the default. Nodes of two versions of the application may run at
     * the same time: {@link #restore} has to read older versions, and newer ones as far as it can.
     */
    default int version() {
        return 1;
    }

    /**
     * Where it stands among the others: lower ones are captured and restored first, and close last; 0 is the default.
     * Those of the same order stand by name. {@code @Propagated} beans have -1,000, so that the others can use them.
     */
    default int order() {
        return 0;
    }

    /**
     * What is to travel, as JSON or any other text; empty for nothing. Called on the thread that enqueues, once for
     * each call of {@link org.caraway.TaskQueue}, within its transaction.
     *
     * <p>Inside a task, empty stands for what came with that task: it travels on.
     *
     * @throws RuntimeException if it cannot be told: then nothing is enqueued
     */
    Optional<String> capture();

    /**
     * Restores what was captured, before the task's method is called, on its thread, in its request context and outside
     * of its transaction. Not called if nothing was captured.
     *
     * @param captured what {@link #capture} gave
     * @param version the {@link #version} of whoever captured it
     * @return what undoes it
     * @throws RuntimeException if it cannot be restored: then the attempt fails, and the method is not called; so does
     *     an error
     */
    Restored restore(String captured, int version);

    /** What has been restored, until it is closed. */
    @FunctionalInterface
    interface Restored extends AutoCloseable {

        /** There is nothing to undo. */
        Restored NOTHING = () -> {};

        /**
         * Undoes it, on the same thread, when the attempt has ended. An exception or error is logged and changes
         * nothing else.
         */
        @Override
        void close();
    }
}
