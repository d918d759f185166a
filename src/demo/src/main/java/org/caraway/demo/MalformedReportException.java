package org.caraway.demo;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The uploaded file is no JUnit report; the message says why and, where known, in which line. */
public class MalformedReportException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    MalformedReportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
