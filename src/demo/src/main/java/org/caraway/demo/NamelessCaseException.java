package org.caraway.demo;

import java.io.Serial;

/** A test case that has no name, so that nobody could find it. */
public class NamelessCaseException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NamelessCaseException(int position) {
        super("Test case " + (position + 1) + " has no name");
    }
}
