package org.caraway.demo;

import org.jspecify.annotations.Nullable;

/**
 * One test case of a report: the argument of the task that stores it.
 *
 * @param position its place in the file, from 0
 * @param className the test class, at most 500 characters; longer ones are cut
 * @param name the test method, at most 500 characters; longer ones are cut
 * @param outcome how it ended
 * @param seconds how long it took
 * @param message why the test did not pass, if the report contains that; truncated to 2,000 characters
 */
public record CaseResult(
        int position,
        String className,
        String name,
        Verdict outcome,
        double seconds,
        @Nullable String message) {

    static final int NAME_CAP = 500;
    static final int MESSAGE_CAP = 2_000;

    /** Cuts what is too long for its column. */
    public CaseResult {
        className = cut(className, NAME_CAP);
        name = cut(name, NAME_CAP);
        message = message == null ? null : cut(message, MESSAGE_CAP);
    }

    private static String cut(String text, int cap) {
        return text.length() <= cap ? text : text.substring(0, cap);
    }
}
