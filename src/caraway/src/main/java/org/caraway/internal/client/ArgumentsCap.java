package org.caraway.internal.client;

import java.nio.charset.StandardCharsets;

/**
 * The largest size that the arguments of a task, or the value of a signal, may have. Immutable.
 *
 * @param bytes the size of the JSON in UTF-8
 */
record ArgumentsCap(int bytes) {

    private static final int UTF8_BYTES_PER_CHAR = 3;

    /** Throws {@link IllegalArgumentException} if these arguments of the named task are larger. */
    void check(String task, String json) {
        check("The arguments of task '" + task + "' are ", json, "store the data and pass its id");
    }

    /** Throws {@link IllegalArgumentException} if this JSON is larger; the message begins and ends like this. */
    void check(String what, String json, String fix) {
        if (json.length() <= bytes / UTF8_BYTES_PER_CHAR) {
            return;
        }
        int size = json.getBytes(StandardCharsets.UTF_8).length;
        if (size > bytes) {
            throw new IllegalArgumentException(what + size + " bytes of JSON, more than " + bytes + "; " + fix
                    + ", or raise caraway.max-arguments-bytes");
        }
    }
}
