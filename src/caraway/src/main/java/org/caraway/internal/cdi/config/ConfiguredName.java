package org.caraway.internal.cdi.config;

import java.util.Locale;

/**
 * The name of a property that some configuration source has. Immutable.
 *
 * @param name as the source writes it
 * @param source the source's name
 */
record ConfiguredName(String name, String source) {

    /**
     * Whether it comes from the environment, where a platform may put variables whose names only resemble those of
     * Caraway.
     */
    boolean isVariable() {
        return source.toLowerCase(Locale.ROOT).contains("env");
    }
}
