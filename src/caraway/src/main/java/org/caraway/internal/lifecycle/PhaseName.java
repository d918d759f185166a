package org.caraway.internal.lifecycle;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.caraway.TaskState;

/** Checks the names of phases, which are states that the application defines. Stateless. */
public final class PhaseName {

    private static final Pattern NAME = Pattern.compile("\\p{Alpha}[\\w .-]{0,49}");

    private PhaseName() {}

    /**
     * The same name.
     *
     * @throws IllegalArgumentException if the name is not valid, or is the name of a {@link TaskState}
     */
    public static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + shortened(name) + "' is no name of a phase; use 1 to 50 letters, digits, blanks,"
                            + " dots, hyphens and underscores, with a letter first, such as IMPORTING");
        }
        if (Arrays.stream(TaskState.values()).anyMatch(state -> state.name().equalsIgnoreCase(name))) {
            throw new IllegalArgumentException("The phase '" + name
                    + "' has the name of a state, which only Caraway sets; use another, such as IMPORTING");
        }
        return name;
    }

    private static String shortened(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }
}
