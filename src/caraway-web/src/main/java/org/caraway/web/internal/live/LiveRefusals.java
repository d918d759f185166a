package org.caraway.web.internal.live;

import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;

/** Creates the refusals of live updates: status 503 with {@code Retry-After}. Stateless. */
final class LiveRefusals {

    private static final String RETRY_AFTER_SECONDS = "5";

    private LiveRefusals() {}

    /** The application has not started, or has stopped. */
    static Refusal notRunning() {
        return unavailable("unavailable", "The application is starting or stopping");
    }

    /** The application is stopping. */
    static Refusal stopping() {
        return unavailable("unavailable", "The application is stopping; try again");
    }

    /** The executor of the server has rejected the loop. */
    static Refusal noThread() {
        return unavailable("unavailable", "The server has no free thread; try again");
    }

    /** The node has reached its maximum number of clients. */
    static Refusal tooManySubscribers() {
        return unavailable(
                "too-many-subscribers", "This node has reached its maximum number of live clients; try again");
    }

    /** The caller has reached its maximum number of clients. */
    static Refusal tooManySubscribersOfCaller() {
        return new Refusal(Problem.tooMany(
                "too-many-subscribers", "Your login has reached its maximum number of live clients on this node"));
    }

    private static Refusal unavailable(String code, String detail) {
        return new Refusal(Problem.of(503, code, "Live updates are not available", detail)
                .with("Retry-After", RETRY_AFTER_SECONDS));
    }
}
