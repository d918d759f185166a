package org.caraway.benchmark.contender;

import java.util.List;

/** All contenders, in the order in which they take turns. Stateless. */
public final class Contenders {

    private Contenders() {}

    /** The one with which the others are compared. */
    public static Contender reference() {
        return all().get(0);
    }

    /** Caraway first. */
    public static List<Contender> all() {
        return List.of(new Caraway(), new DbScheduler(), new JobRunr(), new Quartz());
    }
}
