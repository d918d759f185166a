package org.caraway.internal.cdi.config;

/**
 * A value as it was written, with the place where it stands. Immutable.
 *
 * @param place a configuration key, or {@code class#method} and the annotation's attribute
 * @param text what stands there
 * @param origin the configuration source, empty for annotations and defaults
 */
public record Setting(String place, String text, String origin) {

    /** The place, the value and the source, as messages begin. */
    public String described() {
        return place + ": '" + text + "'" + (origin.isEmpty() ? "" : " (from " + origin + ")");
    }
}
