package org.caraway.internal.lifecycle;

/** One answer for each {@link Transition}. */
public interface TransitionCases<R> {

    /** For a task that succeeded. */
    R succeed(Transition.Succeed succeed);

    /** For a task that found nothing to do. */
    R ignore(Transition.Ignore ignore);

    /** For a task that failed. */
    R fail(Transition.Fail fail);

    /** For a task that was revoked. */
    R revoke(Transition.Revoke revoke);

    /** For a task that is retried. */
    R retry(Transition.Retry retry);

    /** For a task that is postponed. */
    R postpone(Transition.Postpone postpone);

    /** For a task that expired. */
    R expire(Transition.Expire expire);
}
