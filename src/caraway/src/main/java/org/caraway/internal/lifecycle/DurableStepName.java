package org.caraway.internal.lifecycle;

import java.util.regex.Pattern;

/** Checks the names of durable steps. Stateless. */
public final class DurableStepName {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][^\\p{Cntrl}]{0,199}");

    private DurableStepName() {}

    /**
     * The same name.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public static String checked(String name) {
        if (!NAME.matcher(name).matches() || !StorableText.of(name).equals(name)) {
            String shown = name.length() <= 60 ? name : name.substring(0, 60) + "…";
            throw new IllegalArgumentException("'" + shown + "' is no name of a durable step; use 1 to 200 characters,"
                    + " a letter or digit first and no control characters, such as charge or page-17");
        }
        return name;
    }
}
