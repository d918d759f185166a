package org.caraway.internal.lifecycle;

import java.io.PrintWriter;
import java.io.Writer;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** Turns exceptions into the text that is stored. Stateless. */
public final class ErrorText {

    private static final int TYPE_CAP = 1_000;
    private static final int MESSAGE_CAP = 2_000;
    private static final int TRACE_CAP = 16_000;

    private ErrorText() {}

    /** Type, message and stack trace with causes, each cut to the size of its column. */
    public static TaskError of(Throwable failure) {
        String type = failure.getClass().getName();
        return new TaskError(
                type.length() <= TYPE_CAP ? type : type.substring(0, TYPE_CAP),
                cut(messageOf(failure), MESSAGE_CAP),
                traceOf(failure));
    }

    private static String traceOf(Throwable failure) {
        CappedText text = new CappedText();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (Throwable broken) { // the border to the application's code, which may have written the exception
            return clean(text + "(the stack trace cannot be printed: "
                    + broken.getClass().getName() + ")");
        }
        return clean(text.toString());
    }

    /** Keeps only the characters that are stored, because two copies of a very long message may not fit into memory. */
    private static final class CappedText extends Writer {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] characters, int offset, int length) {
            text.append(characters, offset, Math.min(length, TRACE_CAP - text.length()));
        }

        @Override
        public void write(String characters, int offset, int length) {
            text.append(characters, offset, offset + Math.min(length, TRACE_CAP - text.length()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (Throwable broken) { // as above
            return "(the message cannot be read: " + broken.getClass().getName() + ")";
        }
    }

    private static @Nullable String cut(@Nullable String text, int cap) {
        if (text == null) {
            return null;
        }
        return clean(text.length() <= cap ? text : text.substring(0, cap));
    }

    /** PostgreSQL cannot store the NUL character in a text. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
