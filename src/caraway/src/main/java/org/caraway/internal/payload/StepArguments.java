package org.caraway.internal.payload;

import java.util.List;
import java.util.StringJoiner;
import org.caraway.CarawayException;

/** The arguments of a step of a workflow, which takes the first of them from other steps. Stateless. */
public final class StepArguments {

    private StepArguments() {}

    /**
     * The JSON array of all arguments.
     *
     * @param taken the first arguments, each as JSON
     * @param others the JSON array of the others
     * @throws CarawayException if that is no array
     */
    public static String prepended(List<String> taken, String others) {
        String array = others.strip();
        if (!array.startsWith("[")) {
            throw new CarawayException(
                    "A step that takes a result has its arguments as a JSON array, not as an object by name");
        }
        StringJoiner all = new StringJoiner(",", "[", "]");
        taken.forEach(all::add);
        String values = array.substring(1, array.length() - 1).strip();
        if (!values.isEmpty()) {
            all.add(values);
        }
        return all.toString();
    }
}
