package org.caraway.internal.lifecycle;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** Turns exceptions into the text that is stored of them. */
public final class ErrorText {

    private static final int TYPE_CAP = 1_000;
    private static final int MESSAGE_CAP = 2_000;
    private static final int TRACE_CAP = 16_000;

    private ErrorText() {}

    /** Type, message and stack trace with causes, each cut to what its column holds. */
    public static TaskError of(Throwable failure) {
        String type = failure.getClass().getName();
        return new TaskError(
                type.length() <= TYPE_CAP ? type : type.substring(0, TYPE_CAP),
                cut(messageOf(failure), MESSAGE_CAP),
                traceOf(failure));
    }

    private static String traceOf(Throwable failure) {
        StringWriter text = new StringWriter();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException broken) {
            text.append("(the stack trace cannot be printed: ")
                    .append(broken.getClass().getName())
                    .append(')');
        }
        String trace = cut(text.toString(), TRACE_CAP);
        return trace == null ? "" : trace;
    }

    private static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException broken) {
            return "(the message cannot be read: " + broken.getClass().getName() + ")";
        }
    }

    /** The NUL character has no place in a PostgreSQL text. */
    private static @Nullable String cut(@Nullable String text, int cap) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= cap ? clean : clean.substring(0, cap);
    }
}
