package org.caraway.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRegistration;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebStartTest {

    @Test
    void aResourceAnswersBelowThePathOfTheApplication() {
        assertThat(WebStart.paths(Set.of(Api.class, Operations.class, Tenants.class), List.of()))
                .containsExactly("/api/v1/caraway", "/api/v1/{tenant}/tasks/{kind}");
    }

    @Test
    void withoutAResourceNothingIsOpen() {
        assertThat(WebStart.paths(Set.of(Api.class), List.of())).isEmpty();
        assertThat(WebStart.paths(Set.of(Api.class, Unfinished.class, Locator.class, Proxied.class), List.of()))
                .isEmpty();
    }

    @Test
    void aPathOfWebXmlHoldsToo() {
        assertThat(WebStart.paths(Set.of(Operations.class), List.of(servlet(Application.class.getName(), "/rest/*"))))
                .containsExactly("/rest/caraway");
        assertThat(WebStart.paths(
                        Set.of(Operations.class, Unmapped.class),
                        List.of(servlet(Unmapped.class.getName(), "/*"), servlet("default", "/"))))
                .containsExactly("/caraway");
    }

    private static ServletRegistration servlet(String name, String mapping) {
        return (ServletRegistration) Proxy.newProxyInstance(
                ServletRegistration.class.getClassLoader(),
                new Class<?>[] {ServletRegistration.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getName" -> name;
                    case "getMappings" -> List.of(mapping);
                    default -> throw new AssertionError(method);
                });
    }

    @ApplicationPath("/api/v1/*")
    static class Api extends Application {}

    static class Unmapped extends Application {}

    @Path("/caraway/")
    static class Operations extends CarawayResource {}

    @Path("{ tenant : [a-z]{2,5}}/tasks/{kind}")
    static class Tenants extends CarawayResource {}

    @Path("unfinished")
    abstract static class Unfinished extends CarawayResource {}

    static class Locator extends CarawayResource {}

    static class Proxied extends Operations {}
}
