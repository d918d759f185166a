package org.caraway.spi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps large results somewhere else than in the database, such as in a file system or an object store; the task's row
 * then only says where.
 *
 * <p>The CDI bean of this type is it; it must be thread-safe, and is looked up once, when Caraway starts. Results whose
 * JSON has more bytes than {@code caraway.result-store-threshold-bytes} go to it; without such a bean all stand in
 * their rows. With two of them, or one of a request, a session or an attempt, the deployment fails.
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
 * <p>Each database needs a place of its own: a copy of a database that works on the same place deletes what the other
 * still needs. All nodes of one database that run tasks or read results have to reach the same place. A key is used by
 * one save only, so that one that comes too late never overwrites what another has saved.
 */
public interface ResultStore {

    /**
     * Saves a result when the method has returned and before the end of its attempt is written: on the attempt's
     * thread, within its time limit, of which the soft one does not interrupt it, and inside the transaction of a
     * method that is {@code @Transactional}, whose rollback need not undo it. An attempt that has lost its end to its
     * hard limit, a shutdown or its lease before does not call it.
     *
     * <p>Caraway does not interrupt it once it has begun: not for a limit, a shutdown or a revocation. A save that
     * hangs holds its slot, and its transaction, so the client of the store needs time-outs of its own.
     *
     * @param json what would have stood in the row, in the task's {@link org.caraway.Task#format format} if it has one
     * @throws IOException or a RuntimeException, if it cannot be saved: then the attempt fails with a {@link
     *     org.caraway.ResultStoreException}, which the task's policy may retry
     */
    void save(Key key, String json) throws IOException;

    /**
     * What was saved; empty if nothing is there. Called on the thread that awaits the result, whose time-out does not
     * bound it, or for a completion stage on a thread of the server's managed executor. Nothing interrupts it: the
     * client of the store needs time-outs of its own.
     *
     * @throws IOException or a RuntimeException, if it cannot be told: then whoever asks gets a {@link
     *     org.caraway.ResultStoreException}
     */
    Optional<String> load(Key key) throws IOException;

    /**
     * Deletes what was saved, if there is anything: after its task has been deleted, and what attempts have left that
     * did not end with it. Called in the background, perhaps again for what has been deleted already. A shutdown waits
     * for the one that is under way.
     *
     * @throws IOException or a RuntimeException, if it is not deleted: then it is tried again some ten minutes later
     */
    void delete(Key key) throws IOException;

    /**
     * What a result is saved under: unique, and never used again, not even by another task whose id was chosen and is
     * the same. Immutable.
     *
     * @param task the task's id
     * @param attempt the number of the attempt that returned it, from 1
     * @param nonce drawn anew for each save: 16 hexadecimal digits, in lower case
     */
    record Key(UUID task, int attempt, String nonce) {

        /** Checks all of them. */
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

        /** Written out, as the virtual machine would keep the class of a record whose own it makes (JDK-8078641). */
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

        /** All with hyphens between, which is good for a file's name: {@code 0193…-1-5f0c…}. */
        @Override
        public String toString() {
            return task + "-" + attempt + "-" + nonce;
        }
    }
}
