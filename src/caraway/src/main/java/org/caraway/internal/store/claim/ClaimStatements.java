package org.caraway.internal.store.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.claim.Watermarks.Mark;

/**
 * How a database finds and claims due tasks. Thread-safe.
 *
 * <p>The index {@code caraway_active_due} sorts the tasks of a queue and a priority by name and key, and within those
 * by the instant from which they are due. Tasks of one name and key are a <em>fairness group</em>. A claim walks from
 * group to group in a circle, beginning after the one that was served last, and takes an equal share of its limit from
 * each that has due tasks. So a large fairness group does not delay a small one, and a group that may not run (its name
 * unknown to the worker, paused, or at its limit) costs one step however large it is.
 */
public interface ClaimStatements {

    /** How many fairness groups a claim walks past in each priority: the next claim continues with the others. */
    int GROUPS_CAP = 1_000;

    /** From how many of them it takes tasks. */
    int READY_CAP = 64;

    /**
     * Whether {@link #claim}, {@link #truncatedGroups} and {@link #untilNextDue} take one round trip each, and use
     * marks.
     */
    boolean singleStatement();

    /**
     * Claims as {@link TaskClaims#claim} describes where nothing has to be counted; in any order. A transaction of its
     * own, of one round trip, if the connection commits each statement.
     *
     * @param marks where fairness groups may begin; the others begin at their oldest task
     */
    List<ClaimedRow> claim(Connection connection, ClaimRequest request, List<Mark> marks) throws SQLException;

    /**
     * Claims those of these tasks that are due and that {@link #claim} could claim with this request, whatever its
     * limit; in any order. Otherwise as {@link #claim}. Only called if {@link #singleStatement} is true.
     */
    List<ClaimedRow> claimThese(Connection connection, ClaimRequest request, Set<UUID> ids) throws SQLException;

    /**
     * Locks claimable tasks, without those that the limits exclude at this instant, as far as the tables show that.
     *
     * @param limit how many at most
     */
    List<Picked> pick(Connection connection, ClaimRequest request, int limit, OffsetDateTime now) throws SQLException;

    /**
     * Starts tasks that {@link #pick} has locked.
     *
     * @param counted those of them that count against a limit on concurrency
     */
    List<ClaimedRow> start(Connection connection, String workerId, List<UUID> ids, Set<UUID> counted)
            throws SQLException;

    /**
     * As {@link TaskClaims#truncatedGroups}, for each priority that has one.
     *
     * @param marks as with {@link #claim}
     */
    List<ClaimRequest.FairnessGroup> truncatedGroups(Connection connection, ClaimRequest request, List<Mark> marks)
            throws SQLException;

    /**
     * As {@link TaskClaims#untilNextDue}.
     *
     * @param marks as with {@link #claim}
     */
    Optional<Duration> untilNextDue(Connection connection, String queue, Set<String> names, List<Mark> marks)
            throws SQLException;

    /**
     * The oldest claimable task before each mark, as a mark that would include it; none for fairness groups that have
     * no such task. In one round trip where {@link #singleStatement} is true.
     */
    List<Mark> lateTasks(Connection connection, String queue, List<Mark> marks) throws SQLException;

    /**
     * A due task whose row is locked. Immutable.
     *
     * @param id its id
     * @param group its fairness group
     */
    record Picked(UUID id, ClaimRequest.FairnessGroup group) {}
}
