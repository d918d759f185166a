package org.caraway.internal.cdi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a servlet request travels with the tasks that it enqueues. */
class ServletCallTest {

    private static final FilterConfig UNUSED_SETTINGS = unused(FilterConfig.class);
    private static final ServletResponse UNUSED_RESPONSE = unused(ServletResponse.class);

    private Application application = Application.with();

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    @ApplicationScoped
    static class Callers {

        @Produces
        Principal caller() {
            return () -> "bob";
        }
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    private ContextPropagation deploy(Class<?>... beans) {
        application = Application.with(beans).deploy();
        return application.deployment().propagation().get();
    }

    private CallerContext captureIn(HttpServletRequest request, ContextPropagation propagation) {
        return within(request, propagation::capture);
    }

    /** As the filter passes it on. */
    private static CallerContext within(HttpServletRequest request, Supplier<CallerContext> serving) {
        AtomicReference<@Nullable CallerContext> seen = new AtomicReference<>();
        pass(request, () -> seen.set(serving.get()));
        return Objects.requireNonNull(seen.get());
    }

    private static void pass(HttpServletRequest request, Runnable serving) {
        ServletCallFilter filter = new ServletCallFilter();
        filter.init(UNUSED_SETTINGS);
        try {
            filter.doFilter(request, UNUSED_RESPONSE, (passed, response) -> serving.run());
        } catch (IOException | ServletException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static <T> T unused(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                ServletCallTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    private static HttpServletRequest request(Map<String, String> headers, @Nullable Principal user) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ServletCallTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeader" -> headers.get((String) arguments[0]);
                    case "getLocale" -> Locale.forLanguageTag("de-AT");
                    case "getUserPrincipal" -> user;
                    case "isUserInRole" -> "clerk".equals(arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Access is decided by comparing it with the name of a login, which is not changed either. */
    @Test
    void theNameOfTheCallerIsStoredAsItIs() {
        ContextPropagation propagation = deploy(Tasks.class);

        assertThat(captureIn(request(Map.of(), () -> " ann "), propagation).caller())
                .isEqualTo(" ann ");
        assertThat(captureIn(request(Map.of(), () -> " Anonymous "), propagation)
                        .caller())
                .isNull();
    }

    @Test
    void theRequestGivesCallerLocaleAndTrace() {
        ContextPropagation propagation = deploy(Tasks.class);
        Map<String, String> headers = Map.of(
                "Accept-Language", "de-AT",
                "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "tracestate", "congo=t61rcWkgMzE",
                "baggage", "x".repeat(3_000));

        CallerContext context = captureIn(request(headers, () -> "alice"), propagation);

        assertThat(context.caller()).isEqualTo("alice");
        assertThat(context.locale()).contains(Locale.forLanguageTag("de-AT"));
        assertThat(context.traceParent()).contains("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(context.json()).contains("congo=t61rcWkgMzE").doesNotContain("baggage");
    }

    @Test
    void afterARequestThereIsNothingOfIt() {
        ContextPropagation propagation = deploy(Tasks.class);

        captureIn(request(Map.of("Accept-Language", "de-AT"), () -> "alice"), propagation);

        assertThat(propagation.capture()).isEqualTo(CallerContext.NONE);
    }

    @Test
    void aFailedOrAsynchronousRequestIsRemovedFromItsThread() {
        ContextPropagation propagation = deploy(Tasks.class);
        HttpServletRequest request = request(Map.of(), () -> "alice");

        assertThatThrownBy(() -> pass(request, () -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        pass(request, () -> {}); // as of one that has become asynchronous: nobody tells this thread of its end

        assertThat(propagation.capture()).isEqualTo(CallerContext.NONE);
    }

    @Test
    void aRequestWithinARequestIsTheOneThatCounts() {
        ContextPropagation propagation = deploy(Tasks.class);
        AtomicReference<@Nullable CallerContext> after = new AtomicReference<>();
        HttpServletRequest outer = request(Map.of(), () -> "alice");
        HttpServletRequest inner = request(Map.of(), () -> "bob");

        CallerContext inside = within(outer, () -> {
            CallerContext seen = within(inner, propagation::capture);
            after.set(propagation.capture());
            return seen;
        });

        assertThat(inside.caller()).isEqualTo("bob");
        assertThat(after.get()).isEqualTo(new CallerContext("alice", null));
    }

    @Test
    void aRequestOfNobodyIsNobodysWhateverThePrincipalBeanSays() {
        ContextPropagation propagation = deploy(Tasks.class, Callers.class);

        assertThat(captureIn(request(Map.of(), null), propagation).caller()).isNull();
    }

    @Test
    void theRequestGivesTimeZoneAndTheRolesThatAreAskedFor() {
        application = Application.with(Tasks.class)
                .configuredBy(Map.of("caraway.propagate-roles", "manager,clerk", "caraway.time-zone-header", "X-Zone"))
                .deploy();
        ContextPropagation propagation = application.deployment().propagation().get();

        CallerContext context = captureIn(request(Map.of("X-Zone", "Europe/Vienna"), () -> "alice"), propagation);

        assertThat(context.timeZone()).contains(ZoneId.of("Europe/Vienna"));
        assertThat(context.roles()).containsExactly("clerk");
    }

    @Test
    void aTimeZoneThatIsNoneIsLeftBehind() {
        ContextPropagation propagation = deploy(Tasks.class);

        CallerContext context = captureIn(request(Map.of("Time-Zone", "Middle/Earth"), null), propagation);

        assertThat(context).isEqualTo(CallerContext.NONE);
        assertThat(context.timeZone()).isEmpty();
        assertThat(context.roles()).isEmpty();
    }
}
