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
 * How a database finds and takes due tasks. Thread-safe.
 *
 * <p>The index {@code caraway_active_due} has the tasks of a queue and a priority sorted by name and key, and within those by the
 * instant from which they are due. Tasks of one name and key are a <em>line</em>. A claim walks from line to line, from the one
 * that was served last in a circle, and takes from each that has due tasks an equal part of what it wants. So a line that is long
 * holds up none that is short, and a line that may not run (its name unknown to the worker, paused, or at its limit) costs one step
 * however long it is.
 */
public interface ClaimStatements {

    /** How many lines a claim walks past in each priority: the others come next time. */
    int LINES_CAP = 1_000;

    /** From how many of them it takes. */
    int READY_CAP = 64;

    /** Whether {@link #claim}, {@link #truncatedGroups} and {@link #untilNextDue} take one round trip each, and heed marks. */
    boolean singleStatement();

    /**
     * Claims as {@link TaskClaims#claim} says where nothing has to be counted; in any order. A transaction of its own, of one round trip,
     * if the connection commits each statement.
     *
     * @param marks where lines may begin; the others begin at their oldest task
     */
    List<ClaimedRow> claim(Connection connection, ClaimRequest request, List<Mark> marks) throws SQLException;

    /**
     * Claims those of these tasks that are due and that a claim like this one may take, whatever its limit; in any order. As {@link #claim}
     * otherwise. Not asked for unless {@link #singleStatement} says so.
     */
    List<ClaimedRow> claimThese(Connection connection, ClaimRequest request, Set<UUID> ids) throws SQLException;

    /**
     * Locks what could be claimed, without what the limits hold back at this instant as far as that stands in the tables.
     *
     * @param limit how many at most
     */
    List<Picked> pick(Connection connection, ClaimRequest request, int limit, OffsetDateTime now) throws SQLException;

    /**
     * Starts what {@link #pick} has locked.
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
     * The oldest claimable task behind each mark, as a mark that would take it in; none of lines that have none there. In one round trip
     * where {@link #singleStatement} says so.
     */
    List<Mark> lateTasks(Connection connection, String queue, List<Mark> marks) throws SQLException;

    /**
     * A due task whose row is locked. Immutable.
     *
     * @param id its id
     * @param line where it stands
     */
    record Picked(UUID id, ClaimRequest.FairnessGroup line) {}
}
