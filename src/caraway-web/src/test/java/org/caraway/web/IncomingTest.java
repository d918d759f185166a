package org.caraway.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What reaches Caraway of a request to JAX-RS. */
class IncomingTest {

    private final MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();

    @Test
    void severalHeadersOfOneNameAreOneList() {
        headers.addAll("Accept", "text/html", "application/json");

        assertThat(request().header("accept")).contains("text/html,application/json");
    }

    @Test
    void twoIdempotencyKeysAreNoValidOne() {
        headers.addAll("Idempotency-Key", "one", "two");

        assertThat(request().header("Idempotency-Key")).contains("one\ntwo");
    }

    private WebRequest request() {
        URI address = URI.create("http://localhost/caraway/tasks");
        return new Incoming(
                        "POST",
                        of(UriInfo.class, Map.of("getAbsolutePath", address, "getRequestUri", address)),
                        of(HttpHeaders.class, Map.of("getRequestHeaders", headers)),
                        of(SecurityContext.class, Map.of()),
                        null)
                .request("tasks", 100);
    }

    /** Answers these methods, and the others with null. */
    private static <T> T of(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(answers, method.getName())));
    }

    private static @Nullable Object answer(Map<String, Object> answers, String method) {
        return answers.get(method);
    }
}
