package org.caraway.benchmark.contender;

import java.util.List;

/** All contenders, in the order in which they take turns. Stateless. */
public final class Contenders {

    private Contenders() {}

    /** Caraway first: the others are compared with it. */
    public static List<Contender> all() {
        return List.of(new Caraway(), new DbScheduler(), new JobRunr(), new Quartz());
    }
}
