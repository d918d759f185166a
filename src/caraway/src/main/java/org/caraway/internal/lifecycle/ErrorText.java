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

    /** The same error, with a message that ends with this hint. */
    static TaskError withHint(TaskError error, String hint) {
        String message = error.message();
        return new TaskError(error.type(), message == null ? hint : message + ". " + hint, error.trace());
    }

    private static String traceOf(Throwable failure) {
        CappedText text = new CappedText();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (Throwable broken) { // the border to the application's code, which may have written the exception
            writeFrames(failure, broken, text);
        }
        return StorableText.of(text.toString());
    }

    /** What the JVM knows of a failure that cannot be printed: its type and where it was thrown. */
    private static void writeFrames(Throwable failure, Throwable broken, CappedText text) {
        text.line(failure.getClass().getName() + " (the stack trace cannot be printed: "
                + broken.getClass().getName() + ")");
        try {
            for (StackTraceElement frame : failure.getStackTrace()) {
                text.line("\tat " + frame);
            }
        } catch (Throwable unreadable) { // as above
            text.line("\t(nor can its frames be read)");
        }
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

        void line(String line) {
            write(line, 0, line.length());
            write("\n", 0, 1);
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

    /** What the failure says, or that it throws when it is asked; null if it says nothing. */
    public static @Nullable String messageOf(Throwable failure) {
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
        return StorableText.of(text.length() <= cap ? text : text.substring(0, cap));
    }
}
