package org.caraway.internal.cdi;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/**
 * The servlet request that the current thread serves, through the container's bean for it. Thread-safe. Loaded only where the
 * Servlet API is.
 */
final class ServletCall implements InboundCall {

    private static final String LOCALE_HEADER = "Accept-Language";

    private final BeanManager beans;
    private volatile @Nullable HttpServletRequest proxy;

    ServletCall(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public Optional<String> caller() {
        return read(HttpServletRequest::getUserPrincipal).map(Principal::getName);
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
        if (CurrentTask.find().isPresent() || !requestActive()) {
            return Optional.empty();
        }
        try {
            HttpServletRequest request = request();
            return request == null ? Optional.empty() : Optional.ofNullable(question.apply(request));
        } catch (RuntimeException noServletRequest) { // containers do not agree on what they throw then
            return Optional.empty();
        }
    }

    private boolean requestActive() {
        try {
            return beans.getContext(RequestScoped.class).isActive();
        } catch (ContextNotActiveException e) {
            return false;
        }
    }

    /** The client proxy, which finds the request of each thread; null if the container has no such bean. */
    private @Nullable HttpServletRequest request() {
        HttpServletRequest known = proxy;
        if (known == null) {
            Bean<?> bean = beans.resolve(beans.getBeans(HttpServletRequest.class));
            if (bean == null || !beans.isNormalScope(bean.getScope())) {
                return null;
            }
            known = (HttpServletRequest)
                    beans.getReference(bean, HttpServletRequest.class, beans.createCreationalContext(bean));
            proxy = known;
        }
        return known;
    }
}
