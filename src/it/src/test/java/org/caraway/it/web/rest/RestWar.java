package org.caraway.it.web.rest;

import java.nio.file.Path;
import org.caraway.it.harness.TestWar;

/** Creates the WAR of the REST tests. Stateless. */
public final class RestWar {

    private RestWar() {}

    public static Path write() {
        return TestWar.write(TestWar.lean(
                "rest",
                "caraway.worker.queues=default:4\n",
                RestTasks.class,
                OwnTimes.class,
                OwnTimes.EachSecond.class,
                OwnTimes.Closed.class,
                RestOperations.class,
                ShortOperations.class,
                UnopenedOperations.class,
                OwnOperations.class,
                RestApplication.class,
                RestApplication.Users.class,
                RestApplication.Own.class,
                RestApplication.OwnErrors.class));
    }
}
