package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.lifecycle.TransitionCases;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskObserver.AttemptStep;

/**
 * The span of one attempt, current on its thread until it is closed. Another thread may end the span before: otherwise
 * a method that does not return at its time limit would never appear. The first end determines the outcome.
 */
final class AttemptSpan implements AttemptStep {

    private static final String DROPPED = "The attempt was fenced off: what it did does not count";

    /** The value of {@link SpanAttributes#OUTCOME}. */
    private static final TransitionCases<String> OUTCOME = new TransitionCases<>() {

        @Override
        public String succeed(Transition.Succeed succeed) {
            return "success";
        }

        @Override
        public String ignore(Transition.Ignore ignore) {
            return "ignored";
        }

        @Override
        public String fail(Transition.Fail fail) {
            return fail.reason() == Transition.Reason.REJECTED ? "rejected" : "failure";
        }

        @Override
        public String revoke(Transition.Revoke revoke) {
            return "revoked";
        }

        @Override
        public String retry(Transition.Retry retry) {
            return "retry";
        }

        @Override
        public String postpone(Transition.Postpone postpone) {
            return "postponed";
        }

        @Override
        public String expire(Transition.Expire expire) {
            return "expired";
        }
    };

    private final Span span;
    private final CurrentContext current;
    private final Runnable whenClosed;
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * For a span that has started.
     *
     * @param whenClosed runs when it is closed
     */
    AttemptSpan(Span span, CurrentContext current, Runnable whenClosed) {
        this.span = span;
        this.current = current;
        this.whenClosed = whenClosed;
    }

    @Override
    public void ended(AttemptResult ending) {
        if (over.compareAndSet(false, true)) {
            Transition next = ending.next();
            TaskError error = next.error();
            span.setAttribute(SpanAttributes.OUTCOME, next.fold(OUTCOME));
            if (error != null && next.state() != TaskState.REVOKED) {
                SpanAttributes.fail(span, error);
            }
            span.end();
        }
    }

    /** Another thread completed the attempt, or the completion was refused. */
    void fenced() {
        if (over.compareAndSet(false, true)) {
            span.setAttribute(SpanAttributes.OUTCOME, "fenced");
            span.setStatus(StatusCode.ERROR, DROPPED);
            span.end();
        }
    }

    @Override
    public void close() {
        try {
            current.close();
        } finally {
            whenClosed.run();
            fenced();
        }
    }
}
