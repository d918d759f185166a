package org.caraway.web.internal.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.CallerPlaces;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;

/**
 * Runs searches for tasks, of each caller at most four at once on a node: each may keep the database busy for seconds.
 * Thread-safe.
 */
@ApplicationScoped
public class Searches {

    private static final int CAP_OF_CALLER = 4;

    private final CallerPlaces places = new CallerPlaces();

    /**
     * The result of this search.
     *
     * @throws Refusal with 429 if the caller runs four already
     */
    <T> T run(Caller caller, Supplier<T> search) {
        if (!places.take(caller, CAP_OF_CALLER)) {
            throw new Refusal(Problem.tooMany(
                    "too-many-searches",
                    "Your login runs " + CAP_OF_CALLER + " searches for tasks on this node; wait for their answers"));
        }
        try {
            return search.get();
        } finally {
            places.release(caller);
        }
    }
}
