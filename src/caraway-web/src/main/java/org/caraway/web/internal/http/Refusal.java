package org.caraway.web.internal.http;

import java.io.Serial;

/** Stops the handling of a request with a problem. */
public final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** With this problem. */
    public Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** The problem to respond with. */
    public Problem problem() {
        return problem;
    }
}
