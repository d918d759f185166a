package org.caraway;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Iterations over the rows of a query in the order of a key, which go on where they stopped: after a release, a crash,
 * or a retry. Each batch is read and worked off in a transaction of its own, and the task's {@link TaskCursor} moves in
 * it, so that each row's work in the same database is done exactly once.
 *
 * <pre>{@code
 * Iterations.over(task, Long.class, this::ordersAfter, order -> order.id).inBatchesOf(500).forEach(this::archive);
 * }</pre>
 *
 * <p>A task has one cursor, so it iterates once: a second iteration in the same task would begin where the first one
 * ended. Immutable.
 *
 * @param <T> a row
 * @param <K> the key, by which the query orders; unique, and growing for new rows that are to be found
 */
public final class Iterations<T, K> {

    private static final int BATCH = 100;

    private final TaskContext task;
    private final Class<K> keyType;
    private final Page<T, K> page;
    private final Function<? super T, ? extends K> key;
    private final int batch;

    /** Reads the rows of a batch, by JPA, JDBC or anything else. */
    @FunctionalInterface
    public interface Page<T, K> {

        /**
         * The rows that follow.
         *
         * @param after the key after which to begin; null for the first row
         * @param limit the most rows to return, in the order of their keys; fewer end the iteration
         */
        List<T> after(@Nullable K after, int limit) throws Exception;
    }

    /** The work for one row. */
    @FunctionalInterface
    public interface Row<T> {

        /** Does the work, in the transaction of the batch. */
        void accept(T row) throws Exception;
    }

    private Iterations(
            TaskContext task, Class<K> keyType, Page<T, K> page, Function<? super T, ? extends K> key, int batch) {
        this.task = task;
        this.keyType = keyType;
        this.page = page;
        this.key = key;
        this.batch = batch;
    }

    /**
     * An iteration in batches of 100.
     *
     * @param task the running task; it must not be {@code @Transactional}
     * @param keyType the class of the key, which the cursor stores
     */
    public static <T, K> Iterations<T, K> over(
            TaskContext task, Class<K> keyType, Page<T, K> page, Function<? super T, ? extends K> key) {
        return new Iterations<>(
                requireNonNull(task, "task"),
                requireNonNull(keyType, "keyType"),
                requireNonNull(page, "page"),
                requireNonNull(key, "key"),
                BATCH);
    }

    /**
     * The same iteration, with this many rows in a transaction.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Iterations<T, K> inBatchesOf(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("A batch cannot have " + rows + " rows; give it 1 or more");
        }
        return new Iterations<>(task, keyType, page, key, rows);
    }

    /**
     * Works off the rows that follow the cursor. Between two batches it checks whether the task was revoked, and gives
     * the task back if the worker stops.
     *
     * @return how many rows this attempt has worked off
     * @throws Exception what reading or the work throws: the batch is rolled back, and the cursor stays before it
     */
    public long forEach(Row<? super T> work) throws Exception {
        requireNonNull(work, "work");
        TaskCursor<K> cursor = task.cursor(keyType);
        long rows = 0;
        int last = batch;
        while (last >= batch) {
            task.checkRevoked();
            task.pauseHere();
            last = task.inTransaction(() -> next(cursor, work));
            rows += last;
        }
        return rows;
    }

    private int next(TaskCursor<K> cursor, Row<? super T> work) throws Exception {
        List<T> rows = page.after(cursor.get().orElse(null), batch);
        for (T row : rows) {
            work.accept(row);
        }
        if (!rows.isEmpty()) {
            cursor.set(key.apply(rows.get(rows.size() - 1)));
        }
        return rows.size();
    }
}
