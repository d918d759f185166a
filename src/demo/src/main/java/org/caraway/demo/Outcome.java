package org.caraway.demo;

/** How a test ended, in the words of JUnit's reports. */
public enum Outcome {
    /** It held. */
    PASSED,
    /** An assertion did not hold. */
    FAILED,
    /** It broke before it could tell. */
    ERROR,
    /** It was not run. */
    SKIPPED
}
