package org.caraway.spi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores large results outside of the database, for example in a file system or an object store; the task's row then
 * contains only their key.
 *
 * <p>The application provides it as a CDI bean of this type. It must be thread-safe, and is looked up once, when
 * Caraway starts. It stores results whose JSON has more bytes than {@code caraway.result-store-threshold-bytes};
 * without such a bean the rows contain all results. Two such beans, or one of the request, session or task scope, fail
 * the deployment.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Files implements ResultStore {
 *     private final Path folder = Path.of("/var/lib/results");
 *
 *     public void save(Key key, String json) throws IOException {
 *         Files.writeString(folder.resolve(key.toString()), json);
 *     }
 *
 *     public Optional<String> load(Key key) throws IOException {
 *         Path file = folder.resolve(key.toString());
 *         return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
 *     }
 *
 *     public void delete(Key key) throws IOException { Files.deleteIfExists(folder.resolve(key.toString())); }
 * }
 * }</pre>
 *
 * <p>Each database needs its own storage location: a copy of the database that uses the same location deletes results
 * that the other still needs. All nodes of one database that run tasks or read results must use the same location. Each
 * key is saved only once, so that a late save never overwrites the result of another attempt.
 */
public interface ResultStore {

    /**
     * Names the place where this store keeps results, in at most 300 characters; empty, the default, for the name of
     * the bean's class. Called once, when Caraway starts. Applications that share tables delete only results of the
     * location that they name, so different stores need different names, and all nodes that use one place need the
     * same. After a change of the name (or of the class, without one) nobody deletes the results that were saved
     * before, until their notes have the new name: {@code UPDATE caraway_stored_result SET store = …}.
     */
    default String location() {
        return "";
    }

    /**
     * Saves a result after the method has returned and before the attempt's completion is stored: on the attempt's
     * thread, within its hard time limit (the soft limit does not interrupt it), and inside the transaction of a {@code
     * @Transactional} method, whose rollback need not undo it. It is not called if the attempt has already ended by its
     * hard limit, a shutdown or the loss of its lease.
     *
     * <p>Caraway does not interrupt a running save, neither for a time limit nor for a shutdown or a revocation. A save
     * that hangs blocks its slot and its transaction, so configure time-outs in the client of the store.
     *
     * @param json the text for the row, in the task's {@link org.caraway.Task#format format} if it has one
     * @throws IOException if it cannot be saved, or a RuntimeException: then the attempt fails with a {@link
     *     org.caraway.ResultStoreException}, which the task can retry
     */
    void save(Key key, String json) throws IOException;

    /**
     * Returns the saved text; empty if there is none. Called on the thread that awaits the result, whose time-out does
     * not apply to it, or for a completion stage on a thread of the server's managed executor. Caraway does not
     * interrupt it: configure time-outs in the client of the store.
     *
     * @throws IOException if it cannot be loaded, or a RuntimeException: then the caller receives a {@link
     *     org.caraway.ResultStoreException}
     */
    Optional<String> load(Key key) throws IOException;

    /**
     * Deletes a saved text, if it exists: after its task has been deleted, or if its attempt did not complete with it.
     * Called in the background, possibly more than once for the same key. A shutdown waits for a running call.
     *
     * @throws IOException if it is not deleted, or a RuntimeException: then it is tried again about ten minutes later
     */
    void delete(Key key) throws IOException;

    /**
     * The key of a saved result: unique and never reused, not even by another task with the same, chosen id. Immutable.
     *
     * @param task the task's id
     * @param attempt the number of the attempt that returned it, from 1
     * @param nonce a new random value for each save: 16 hexadecimal digits in lower case
     */
    record Key(UUID task, int attempt, String nonce) {

        /** Checks all components. */
        public Key {
            requireNonNull(task, "task");
            if (attempt < 1) {
                throw new IllegalArgumentException("attempt must be at least 1, was " + attempt);
            }
            if (nonce.length() != 16
                    || !nonce.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                throw new IllegalArgumentException(
                        "nonce must be 16 hexadecimal digits in lower case, was '" + nonce + "'");
            }
        }

        /** Explicit, because the generated method would keep the record's class loader in memory (JDK-8078641). */
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && task.equals(that.task)
                    && attempt == that.attempt
                    && nonce.equals(that.nonce);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * task.hashCode() + attempt) + nonce.hashCode();
        }

        /** The components separated by hyphens, usable as a file name: {@code 0193…-1-5f0c…}. */
        @Override
        public String toString() {
            return task + "-" + attempt + "-" + nonce;
        }
    }
}
