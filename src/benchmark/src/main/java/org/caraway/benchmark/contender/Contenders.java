package org.caraway.benchmark.contender;

import java.util.List;

/** All contenders, in the order in which they take turns. Stateless. */
public final class Contenders {

    private static final List<Contender> ALL = List.of(new Caraway(), new DbScheduler(), new JobRunr(), new Quartz());

    private Contenders() {}

    /** The one with which the others are compared. */
    public static Contender reference() {
        return ALL.get(0);
    }

    /** Caraway first. */
    public static List<Contender> all() {
        return ALL;
    }
}
