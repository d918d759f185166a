package org.caraway.demo.launcher;

/**
 * The demo cannot start, or has ended unasked. The message is for the person at the terminal: what is wrong, and the
 * fix.
 */
final class DemoFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String explanation;

    DemoFailure(String explanation) {
        super(explanation);
        this.explanation = explanation;
    }

    DemoFailure(String explanation, Throwable cause) {
        super(explanation, cause);
        this.explanation = explanation;
    }

    /** The message, as the terminal shows it. */
    String text() {
        return "\n  The demo does not run. " + explanation.replace("\n", "\n  ") + "\n";
    }
}
