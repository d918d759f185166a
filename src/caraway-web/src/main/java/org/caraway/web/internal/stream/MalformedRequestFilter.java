package org.caraway.web.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.PercentEncoding;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that JAX-RS would refuse itself, with a page of HTML, before they reach Caraway: with a method that
 * no resource has, a media type that is none, or a query that is not percent-encoded. Stateless.
 */
public final class MalformedRequestFilter implements Filter {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            TOKEN + "/" + TOKEN + "(?:\\s*;\\s*" + TOKEN + "=(?:" + TOKEN + "|\"[^\"\\\\]*+\"))*+\\s*;?\\s*");

    /** For {@code WebStart}. */
    public MalformedRequestFilter() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            Optional<Problem> problem = problem(http);
            if (problem.isPresent()) {
                send(problem.get().answer(), answer);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static Optional<Problem> problem(HttpServletRequest request) {
        if (!METHODS.contains(request.getMethod())) {
            return Optional.of(
                    Problem.of(405, "method-not-allowed", "The method is not allowed", "No resource has this method")
                            .with("Allow", "GET, POST, PUT, DELETE"));
        }
        @Nullable String type = request.getContentType();
        if (type != null && !MEDIA_TYPE.matcher(type.strip()).matches()) {
            return Optional.of(Problem.unsupported("Content-Type is no media type; send application/json"));
        }
        try {
            PercentEncoding.parameters(request.getQueryString());
            return Optional.empty();
        } catch (Refusal malformed) {
            return Optional.of(malformed.problem());
        }
    }

    private static void send(Answer answer, HttpServletResponse response) throws IOException {
        byte[] body = String.valueOf(answer.body()).getBytes(UTF_8);
        response.setStatus(answer.status());
        response.setContentType(answer.type());
        answer.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
