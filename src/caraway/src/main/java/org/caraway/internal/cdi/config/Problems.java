package org.caraway.internal.cdi.config;

import java.util.ArrayList;
import java.util.List;
import org.caraway.CarawayException;

/** The mistakes found while deploying, so that all of them are reported at once. Confined to the deploying thread. */
public final class Problems {

    private final List<String> lines = new ArrayList<>();

    /** Notes a mistake: where, which value, and the fix. */
    public void add(String problem) {
        lines.add(problem);
    }

    public int count() {
        return lines.size();
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    List<String> lines() {
        return lines.stream().distinct().toList(); // a value for all tasks is read for each of them
    }

    /** One exception whose message lists every mistake on a line of its own. */
    public CarawayException toException() {
        List<String> told = lines();
        String count = told.size() == 1 ? "1 mistake" : told.size() + " mistakes";
        CarawayException exception = new CarawayException(
                "Caraway found " + count + " in this application:\n  " + String.join("\n  ", told));
        // containers print the stack behind the message, and it leads to no code of the application
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }
}
