package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.caraway.CarawayException;
import org.caraway.TaskCall;
import org.caraway.internal.client.ClientFixture.Shop;
import org.caraway.internal.client.Routing.NamedRouter;
import org.caraway.internal.client.Routing.Place;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.spi.Route;
import org.caraway.spi.TaskRouter;
import org.junit.jupiter.api.Test;

class RoutingTest {

    private static final Routes ROUTES =
            new Routes(List.of(Routes.Entry.of("feeds.*", Route.to("low").withPriority(1))), "rest");

    private final TaskRegistry registry = TestDefinitions.registryOf(Shop.class);
    private final TaskCall<Object> order = TaskCall.of("Shop.order", List.of(42L, "tea"));
    private final TaskCall<Object> feed = TaskCall.of("feeds.import", List.of());

    @Test
    void withoutRouterTheDefinitionSays() {
        assertThat(placeOf(order)).isEqualTo(new Place("orders", 7));
    }

    @Test
    void anUnknownNameUsesTheConfiguredRoutes() {
        assertThat(placeOf(feed)).isEqualTo(new Place("low", 1));
    }

    @Test
    void whatNobodyRoutesGoesToTheDefaultQueue() {
        assertThat(placeOf(TaskCall.of("other", List.of()))).isEqualTo(new Place("rest", 4));
    }

    @Test
    void aRouterOverridesDefinitionAndRoutes() {
        TaskRouter router = call -> Optional.of(Route.to("routed"));

        assertThat(placeOf(order, named("A", router))).isEqualTo(new Place("routed", 7));
        assertThat(placeOf(feed, named("A", router))).isEqualTo(new Place("routed", 1));
    }

    @Test
    void aRouterMayNameThePriorityAlone() {
        assertThat(placeOf(order, named("A", call -> Optional.of(Route.ofPriority(0)))))
                .isEqualTo(new Place("orders", 0));
    }

    @Test
    void aRouterSeesArguments() {
        TaskRouter byArgument =
                call -> call.arguments().contains("tea") ? Optional.of(Route.toNode("kitchen")) : Optional.empty();

        assertThat(placeOf(order, named("A", byArgument))).isEqualTo(new Place("@kitchen", 7));
    }

    @Test
    void whatTheCallAsksForGoesBeforeARouter() {
        NamedRouter router = named("A", call -> Optional.of(Route.to("routed").withPriority(0)));

        assertThat(placeOf(order.queue("wished"), router)).isEqualTo(new Place("wished", 0));
        assertThat(placeOf(order.priority(9), router)).isEqualTo(new Place("routed", 9));
    }

    @Test
    void aCallThatAsksForBothAsksNoRouter() {
        NamedRouter router = named("A", call -> {
            throw new IllegalStateException("asked");
        });

        assertThat(placeOf(order.queue("wished").priority(9), router)).isEqualTo(new Place("wished", 9));
    }

    @Test
    void theFirstAnswerCountsByOrderAndThenByName() {
        NamedRouter late = named("A", new Ordered(5, Optional.of(Route.to("late"))));
        NamedRouter silent = named("B", new Ordered(-1, Optional.empty()));
        NamedRouter second = named("D", new Ordered(0, Optional.of(Route.to("second"))));
        NamedRouter first = named("C", new Ordered(0, Optional.of(Route.to("first"))));

        assertThat(placeOf(order, late, second, silent, first).queue()).isEqualTo("first");
    }

    @Test
    void aRouterThatFailsIsNamedAndNothingIsEnqueued() {
        IllegalStateException cause = new IllegalStateException("no table");
        NamedRouter router = named("shop.Router", call -> {
            throw cause;
        });
        try (ClientFixture client = new ClientFixture(new Routing(ROUTES, List.of(router), UnknownQueues.ACCEPTED))) {
            assertThatThrownBy(() -> client.queue.enqueue(order))
                    .isInstanceOf(CarawayException.class)
                    .hasCause(cause)
                    .hasMessage("Task 'Shop.order' was not enqueued: its router shop.Router failed with"
                            + " java.lang.IllegalStateException: no table; let it answer, or return Optional.empty()");
            assertThat(client.store.inserts).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake under test
    void aRouterThatReturnsNullIsNamed() {
        assertThatThrownBy(() -> placeOf(order, named("shop.Router", call -> null)))
                .hasMessage("Task 'Shop.order' was not enqueued: its router shop.Router returned null; let it return"
                        + " Optional.empty()");
    }

    @Test
    void anUnknownQueueIsRefusedButNotThatOfAWorker() {
        Routing routing = new Routing(ROUTES, List.of(), UnknownQueues.refused(Set.of("orders"), Set::of));

        assertThatThrownBy(() -> routing.placeOf(order.queue("order"), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'order'");
        assertThat(routing.placeOf(order.worker("host-1a2b3"), Optional.empty()).queue())
                .isEqualTo("@worker:host-1a2b3");
    }

    private Place placeOf(TaskCall<?> call, NamedRouter... routers) {
        Optional<TaskDefinition> definition = registry.find(call.name());
        return new Routing(ROUTES, List.of(routers), UnknownQueues.ACCEPTED).placeOf(call, definition);
    }

    private static NamedRouter named(String className, TaskRouter router) {
        return new NamedRouter(className, router);
    }

    private record Ordered(int order, Optional<Route> answer) implements TaskRouter {

        @Override
        public Optional<Route> route(TaskCall<?> call) {
            return answer;
        }
    }
}
