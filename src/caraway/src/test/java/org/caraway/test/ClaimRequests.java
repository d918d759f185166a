package org.caraway.test;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.model.ClaimedTask;

/** Requests for tasks of two names, with limits, and counts of the claimed tasks. */
public final class ClaimRequests {

    /** The other name. */
    public static final String OTHER = "Sms.send";

    private ClaimRequests() {}

    /**
     * A request of {@link StoreUnderTest#WORKER} for up to this many tasks of {@link StoreUnderTest#NAME} and
     * {@link #OTHER}.
     */
    public static ClaimRequest request(int limit) {
        return ClaimRequest.of(StoreUnderTest.WORKER, StoreUnderTest.QUEUE, Set.of(StoreUnderTest.NAME, OTHER), limit);
    }

    /** The same request with these limits of {@link StoreUnderTest#NAME}. */
    public static ClaimRequest limited(ClaimRequest request, StartLimits limits) {
        return new ClaimRequest(
                request.workerId(),
                request.queue(),
                request.names(),
                request.limit(),
                request.limit(),
                false,
                request.after(),
                Map.of(StoreUnderTest.NAME, limits),
                null);
    }

    /** Concurrency limits as a task method has them. */
    public static StartLimits concurrency(String text) {
        return new StartLimits(List.of(), ConcurrencyLimit.parse(text));
    }

    /** Rate limits as a task method has them. */
    public static StartLimits rate(String text) {
        return new StartLimits(RateLimit.parse(text), List.of());
    }

    /** How many tasks have each fairness key. */
    public static Map<String, Long> byKey(List<ClaimedTask> tasks) {
        return tasks.stream().collect(groupingBy(task -> task.particulars().key(), counting()));
    }

    /** How many tasks have each name. */
    public static Map<String, Long> byName(List<ClaimedTask> tasks) {
        return tasks.stream().collect(groupingBy(ClaimedTask::name, counting()));
    }
}
