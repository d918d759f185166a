package org.caraway.demo;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The uploaded file is not a JUnit report; the message has the reason and, if known, the line. */
public class MalformedReportException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    MalformedReportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
