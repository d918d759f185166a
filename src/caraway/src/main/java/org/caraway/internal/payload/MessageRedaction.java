package org.caraway.internal.payload;

import jakarta.json.JsonObject;
import java.util.List;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.spi.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message may say why a value was refused: the reason, and the exceptions that led to it, often quote the
 * value.
 */
enum MessageRedaction {

    /** It may. */
    NONE(""),

    /** The parameter is {@link org.caraway.Sensitive}. */
    SENSITIVE("; the reason is not told, because the parameter is @Sensitive"),

    /** The task has a format, or the row is in one; formats may be there to hide what is in it. */
    FORMATTED("; the reason is not told, because a format may be there to hide the value");

    private final String excuse;

    MessageRedaction(String excuse) {
        this.excuse = excuse;
    }

    /** Of all values of a task with this format, empty for plain JSON. */
    static MessageRedaction of(String format) {
        return format.isEmpty() ? NONE : FORMATTED;
    }

    /** Of what stands in the row, null for an ordinary payload. */
    static MessageRedaction of(@Nullable JsonObject mark) {
        if (mark == null) {
            return NONE;
        }
        return mark.getString(PayloadEnvelope.FORMAT, "").equals(PayloadFormat.JSON) ? NONE : FORMATTED;
    }

    /** Of this parameter's value, where the payload has this one. */
    MessageRedaction of(TaskParameter parameter) {
        return parameter.sensitive() ? SENSITIVE : this;
    }

    /** What a message ends with: the innermost reason, which JSON-B wraps, or that it is not told. */
    String reason(Throwable failure) {
        if (this != NONE) {
            return excuse;
        }
        List<Throwable> chain = Causes.of(failure);
        Throwable cause = chain.get(chain.size() - 1);
        String message = ErrorText.messageOf(cause);
        return ": " + (message == null ? cause.getClass().getName() : message);
    }

    /** What may be seen of this failure as a cause. */
    @Nullable
    Throwable cause(Throwable failure) {
        return this == NONE ? failure : null;
    }
}
