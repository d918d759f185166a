package org.caraway.web.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedRequestFilterTest {

    private final Map<String, Object> sent = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean passed;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BREW|application/json|x=1|405",
                "TRACE|||405",
                "get|||405",
                "POST|;||415",
                "POST|application/json; charset||415",
                "POST|json||415",
                "GET||name=%ZZ|400",
                "GET||name=%|400",
                "GET||name=%ff|400",
            })
    void whatJaxRsWouldAnswerWithHtmlIsAProblem(
            String method, @Nullable String type, @Nullable String query, int status)
            throws IOException, ServletException {
        filter(method, type, query);

        assertThat(passed).isFalse();
        assertThat(sent).containsEntry("setStatus", status).containsEntry("setContentType", "application/problem+json");
        assertThat(body.toString(UTF_8)).contains("\"status\":" + status, "\"type\":\"urn:caraway:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET||",
                "HEAD||limit=1&name=%C3%A4",
                "POST|application/json|",
                "POST|application/json; charset=UTF-8|",
                "POST|application/json;charset=\"utf-8\";|",
                "OPTIONS||",
                "PATCH|text/plain|",
            })
    void everythingElseGoesOn(String method, @Nullable String type, @Nullable String query)
            throws IOException, ServletException {
        filter(method, type, query);

        assertThat(passed).isTrue();
        assertThat(sent).isEmpty();
    }

    @Test
    void aMethodThatIsNotAllowedComesWithThoseThatAre() throws IOException, ServletException {
        filter("BREW", null, null);

        assertThat(sent).containsEntry("Allow", "GET, POST, PUT, DELETE");
    }

    private void filter(String method, @Nullable String type, @Nullable String query)
            throws IOException, ServletException {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("getMethod", method);
        values.put("getContentType", type);
        values.put("getQueryString", query);
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> values.get(called.getName()));
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals("getOutputStream")) {
                        return output();
                    }
                    boolean header = called.getName().equals("setHeader");
                    sent.put(header ? (String) arguments[0] : called.getName(), arguments[header ? 1 : 0]);
                    return null;
                });
        new MalformedRequestFilter().doFilter(request, response, (through, back) -> passed = true);
    }

    private ServletOutputStream output() {
        return new ServletOutputStream() {

            @Override
            public void write(int value) {
                body.write(value);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("The answer is written at once");
            }
        };
    }
}
