package org.caraway.internal.engine.leak;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.lang.ref.Reference;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The thread-local variables that a thread had before an attempt. Confined to its thread.
 *
 * <p>There is no official way to list them, so the tables of {@link Thread} are read by reflection if {@code java.base}
 * opens {@code java.lang}, as in Payara's launchers; elsewhere no variables are found. The tables are changed only by
 * {@link ThreadLocal#remove}. The table is compared with its copy entry by entry, which is the whole cost of a clean
 * attempt; an entry whose content was replaced is not detected.
 */
public final class ThreadVariables {

    private static final System.Logger LOG = System.getLogger(ThreadVariables.class.getName());
    private static final @Nullable ThreadTables TABLES = ThreadTables.open();
    private static final Object[] NONE = {};

    static {
        if (TABLES == null) {
            LOG.log(
                    DEBUG,
                    () -> "Thread-local variables that tasks leave behind are not seen: start the server with"
                            + " --add-opens java.base/java.lang=ALL-UNNAMED to have them removed");
        }
    }

    private final Thread thread;
    private final @Nullable Object[] own;
    private final @Nullable Object[] inheritable;

    private ThreadVariables(Thread thread) {
        this.thread = thread;
        this.own = TABLES == null ? NONE : TABLES.own(thread).clone();
        this.inheritable = TABLES == null ? NONE : TABLES.inheritable(thread).clone();
    }

    /** The variables of the current thread. */
    static ThreadVariables ofThisThread() {
        return new ThreadVariables(Thread.currentThread());
    }

    /**
     * Removes variables without content from the current thread: otherwise content that the first attempt sets in them
     * would not be detected as new.
     */
    public static void removeEmpty() {
        if (TABLES == null) {
            return;
        }
        for (Object entry : TABLES.own(Thread.currentThread()).clone()) {
            if (entry instanceof Reference<?> reference
                    && reference.get() instanceof ThreadLocal<?> variable
                    && TABLES.content(entry) == null) {
                remove(variable);
            }
        }
    }

    /** Removes variables that the application has set since, and adds them to {@code leftovers}. */
    void removeNew(List<LeakKind> leftovers) {
        if (TABLES == null) {
            return;
        }
        removeNew(TABLES, own, TABLES.own(thread), leftovers);
        removeNew(TABLES, inheritable, TABLES.inheritable(thread), leftovers);
    }

    private static void removeNew(
            ThreadTables tables, @Nullable Object[] before, @Nullable Object[] after, List<LeakKind> leftovers) {
        if (same(before, after)) {
            return;
        }
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Object entry : before) {
            if (entry instanceof Reference<?> variable && variable.get() != null) {
                known.add(variable.get());
            }
        }
        for (Object entry : after.clone()) { // removing rearranges it
            if (entry instanceof Reference<?> reference
                    && reference.get() instanceof ThreadLocal<?> variable
                    && !known.contains(variable)) {
                removeIfOurs(variable, tables, tables.content(entry), leftovers);
            }
        }
    }

    private static boolean same(@Nullable Object[] before, @Nullable Object[] after) {
        if (before.length != after.length) {
            return false;
        }
        for (int slot = 0; slot < after.length; slot++) {
            if (before[slot] != after[slot]) {
                return false;
            }
        }
        return true;
    }

    /** Also removes variables without content: otherwise the next attempt's content would not be detected as new. */
    private static void removeIfOurs(
            ThreadLocal<?> variable, ThreadTables tables, @Nullable Object content, List<LeakKind> leftovers) {
        if (content == null) {
            remove(variable);
            return;
        }
        VariableOwner owner = VariableOwner.of(variable, tables.initial(variable), content);
        if (owner == VariableOwner.SERVER) {
            return;
        }
        String text = "a " + variable.getClass().getSimpleName() + " with a "
                + content.getClass().getName();
        leftovers.add(owner == VariableOwner.APPLICATION ? LeakKind.of(text) : LeakKind.uncertain(text));
        remove(variable);
    }

    private static void remove(ThreadLocal<?> variable) {
        try {
            variable.remove();
        } catch (RuntimeException failure) { // a subclass may do anything
            LOG.log(WARNING, () -> "A " + variable.getClass().getName() + " could not be removed", failure);
        }
    }
}
