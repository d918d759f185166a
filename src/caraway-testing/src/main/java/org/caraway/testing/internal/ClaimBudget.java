package org.caraway.testing.internal;

import java.util.List;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.TaskClaims;

/** Lets a worker claim only so many tasks. Thread-safe. */
public final class ClaimBudget {

    private int left;

    /** So many. */
    public ClaimBudget(int tasks) {
        left = tasks;
    }

    /** The same store, with this bound. */
    public Store bounding(Store store) {
        TaskClaims claims = store.claims();
        TaskClaims bounded = Proxies.of(TaskClaims.class, (method, arguments) -> switch (method.getName()) {
            case "claim" -> claim(claims, (ClaimRequest) arguments[0]);
            case "claimThese" -> List.of();
            default -> method.invoke(claims, arguments);
        });
        return Proxies.of(
                Store.class,
                (method, arguments) -> method.getName().equals("claims") ? bounded : method.invoke(store, arguments));
    }

    private synchronized Object claim(TaskClaims claims, ClaimRequest request) {
        if (left == 0) {
            return List.of();
        }
        int most = Math.min(left, request.limit());
        List<?> claimed = claims.claim(new ClaimRequest(
                request.workerId(),
                request.queue(),
                request.names(),
                most,
                Math.min(most, request.limitedMost()),
                request.lowestFirst(),
                request.after(),
                request.limits(),
                request.queueMost(),
                request.thorough()));
        left -= claimed.size();
        return claimed;
    }

    /** How many it has not claimed. */
    public synchronized int left() {
        return left;
    }
}
