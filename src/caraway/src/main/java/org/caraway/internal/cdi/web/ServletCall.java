package org.caraway.internal.cdi.web;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/**
 * The servlet request that the current thread serves, as the container describes it. Thread-safe. Loaded only where the
 * Servlet API is.
 *
 * <p>A filter and a thread-local variable cost some nanoseconds for each request. Asking CDI for its bean of the
 * request instead costs microseconds, and tens of them outside of a request, where it throws.
 */
public final class ServletCall implements InboundCall {

    private static final String LOCALE_HEADER = "Accept-Language";

    // one for each application, and not static: in an EAR several may share this class
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Served> current =
            new ThreadLocal<>(); // removed when the thread leaves the request

    /** A request, and the one that was dispatched to it. Immutable. */
    private record Served(
            HttpServletRequest request, @Nullable Served outer) {}

    /** Sets the request of the current thread, until {@link #exit}. */
    void enter(ServletRequest request) {
        if (request instanceof HttpServletRequest http) {
            current.set(new Served(http, current.get()));
        }
    }

    /** Reverts {@link #enter}; does nothing without it. */
    void exit() {
        Served served = current.get();
        if (served == null || served.outer() == null) {
            current.remove();
        } else {
            current.set(served.outer());
        }
    }

    @Override
    public boolean present() {
        return current.get() != null;
    }

    @Override
    public Optional<String> caller() {
        return read(HttpServletRequest::getUserPrincipal).map(Principal::getName);
    }

    @Override
    public boolean callerHas(String role) {
        return read(request -> request.isUserInRole(role)).orElse(false);
    }

    @Override
    public Optional<Locale> locale() {
        return read(request -> request.getHeader(LOCALE_HEADER) == null ? null : request.getLocale());
    }

    @Override
    public Optional<String> header(String name) {
        return read(request -> request.getHeader(name));
    }

    private <T> Optional<T> read(Function<HttpServletRequest, @Nullable T> question) {
        Served served = current.get();
        return served == null ? Optional.empty() : Optional.ofNullable(question.apply(served.request()));
    }
}
