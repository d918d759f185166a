package org.caraway;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a {@link Group}, valid in any process and after any restart; {@link TaskQueue#group} creates it again
 * from the id. Thread-safe. Each call reads the database, inside the caller's transaction if there is one. {@link
 * #await} returns the results of the members, in their order; {@link #view} shows a task named {@code caraway.group},
 * which never runs.
 *
 * <p>A member that is a workflow has the id, state and result of its last step. The members of a {@code thenEach} exist
 * once the list of their elements is there.
 *
 * @param <E> the type of the members' results
 */
public interface GroupHandle<E extends @Nullable Object> extends TaskHandle<List<E>> {

    /**
     * How many members are in which state, at one instant. Immutable.
     *
     * @param size all members; 0 while the list of a {@code thenEach} is not there
     * @param done have succeeded
     * @param failed have failed, were revoked or have expired
     * @param skipped were not taken
     * @param running their last steps run
     * @param waiting their last steps wait to run, or to run again
     */
    record Counts(int size, int done, int failed, int skipped, int running, int waiting) {

        /** How many members are finished. */
        public int finished() {
            return done + failed + skipped;
        }
    }

    /**
     * A member that is finished. Immutable.
     *
     * @param index its place in the group, from 0
     * @param outcome how it has ended
     */
    record Completed<E extends @Nullable Object>(int index, Outcome<E> outcome) {}

    /**
     * The present numbers of members.
     *
     * @throws NoSuchTaskException if no group has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    Counts counts();

    /**
     * The handle of a member.
     *
     * @param index its place in the group, from 0
     * @throws NoSuchTaskException if there is no such member
     * @throws QueueUnavailableException if the database does not answer
     */
    TaskHandle<E> member(int index);

    /**
     * The members as they finish: the stream waits for each next one, and ends after the last, also if members have
     * failed. Members that are finished already come first, in the order of their ends. Each outcome is read when the
     * stream comes to it.
     *
     * @param timeout the longest wait for the next member, more than zero
     * @return a stream for one thread, which needs no closing
     * @throws IllegalStateException from the stream, as {@link #await}
     * @throws TaskTimeoutException from the stream, if no further member has finished in time
     */
    Stream<Completed<E>> completed(Duration timeout);

    /** The id of the group, which a handle can be created from. */
    @Override
    UUID id();
}
