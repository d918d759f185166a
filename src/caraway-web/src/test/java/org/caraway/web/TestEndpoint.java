package org.caraway.web;

import java.util.Map;
import java.util.Set;
import org.caraway.TaskQueue;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.access.AccessRules;
import org.caraway.web.internal.access.Origins;
import org.caraway.web.internal.http.CallerPlaces;
import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.live.Connector;
import org.caraway.web.internal.live.LiveRoutes;
import org.caraway.web.internal.read.LongPolls;
import org.caraway.web.internal.read.Searches;

/** Endpoints over stubs: readers have the role "reader", submitters "submitter", signallers "signaller", operators
 * "operator". */
final class TestEndpoint {

    private static final Access ACCESS =
            new Access(Set.of("reader"), Set.of("submitter"), Set.of("operator")).withSignallers(Set.of("signaller"));

    private TestEndpoint() {}

    static Endpoint over(Stub tasks, Stub admin) {
        return over(tasks, admin, new Stub());
    }

    static Endpoint over(Stub tasks, Stub admin, Stub schedules) {
        return new Endpoint(
                tasks.of(TaskQueue.class),
                admin.of(TaskAdmin.class),
                schedules.of(Schedules.class),
                new AccessRules(ACCESS, new Origins(Set.of()), false, "Basic"),
                new NodeParts(new LongPolls(), new Searches(), new FailureLog()),
                Runnable::run,
                new LiveRoutes(
                        ids -> Map.of(), ACCESS, new LiveRoutes.Hub(null, 1, new CallerPlaces(), 1), Connector.NONE));
    }
}
