package org.caraway.internal.lifecycle;

import java.util.List;
import java.util.stream.Stream;

/** Splits the text form of limits. Stateless. */
final class LimitText {

    private LimitText() {}

    /** The entries between the commas, without surrounding blanks; a blank text has none. */
    static List<String> entries(String text) {
        return text.isBlank()
                ? List.of()
                : Stream.of(text.split(",", -1)).map(String::strip).toList();
    }
}
