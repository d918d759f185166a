package org.caraway.benchmark;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log of contenders and libraries to warnings, so that writing it is not measured. Stateless. */
final class Quiet {

    /** Held, or it would be collected with its level. */
    private static final Logger ROOT = Logger.getLogger("");

    private Quiet() {}

    static void logs() {
        ROOT.setLevel(Level.WARNING);
    }
}
