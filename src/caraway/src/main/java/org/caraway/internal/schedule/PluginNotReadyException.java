package org.caraway.internal.schedule;

import org.jspecify.annotations.Nullable;

/**
 * This node has no schedule type or calendar of a name, or it fails. Another node may have it, as in a rolling
 * deployment, and a failure may pass: the schedule is not to blame.
 */
final class PluginNotReadyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    PluginNotReadyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
