package org.caraway.internal.payload;

import jakarta.json.JsonObject;
import java.util.List;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.spi.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message may contain the reason why a value was refused: the reason and its exceptions often quote the
 * value.
 */
enum MessageRedaction {

    /** The message may contain the reason. */
    NONE(""),

    /** The parameter is {@link org.caraway.Sensitive}. */
    SENSITIVE("; the reason is not told, because the parameter is @Sensitive"),

    /** The task or the row has a format, which may exist to hide the values. */
    FORMATTED("; the reason is not told, because a format may be there to hide the value");

    private final String excuse;

    MessageRedaction(String excuse) {
        this.excuse = excuse;
    }

    /** For all values of a task with this format, empty for plain JSON. */
    static MessageRedaction of(String format) {
        return format.isEmpty() ? NONE : FORMATTED;
    }

    /** For the envelope in the row, null for a plain payload. */
    static MessageRedaction of(@Nullable JsonObject mark) {
        if (mark == null) {
            return NONE;
        }
        return mark.getString(PayloadEnvelope.FORMAT, "").equals(PayloadFormat.JSON) ? NONE : FORMATTED;
    }

    /** For the value of this parameter, in a payload with this redaction. */
    MessageRedaction of(TaskParameter parameter) {
        return parameter.sensitive() ? SENSITIVE : this;
    }

    /** The end of the message: the innermost reason, which JSON-B wraps, or a note that it is redacted. */
    String reason(Throwable failure) {
        if (this != NONE) {
            return excuse;
        }
        List<Throwable> chain = Causes.of(failure);
        Throwable cause = chain.get(chain.size() - 1);
        String message = ErrorText.messageOf(cause);
        return ": " + (message == null ? cause.getClass().getName() : message);
    }

    /** The cause that the exception may have. */
    @Nullable
    Throwable cause(Throwable failure) {
        return this == NONE ? failure : null;
    }
}
