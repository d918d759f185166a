package org.caraway.internal.lifecycle;

import java.util.List;
import java.util.stream.Stream;

/** The text that limits are written in. */
final class LimitText {

    private LimitText() {}

    /** What stands between the commas; nothing in a blank text. */
    static List<String> entries(String text) {
        return text.isBlank()
                ? List.of()
                : Stream.of(text.split(",", -1)).map(String::strip).toList();
    }
}
