package org.caraway.demo;

/** How a test ended, in the words of JUnit's reports. */
public enum Verdict {
    /** It held. */
    PASSED,
    /** An assertion did not hold. */
    FAILED,
    /** The test was aborted by an error. */
    ERROR,
    /** It was not run. */
    SKIPPED
}
