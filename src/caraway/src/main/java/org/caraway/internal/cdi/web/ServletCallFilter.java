package org.caraway.internal.cdi.web;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which request a thread serves. Thread-safe.
 *
 * <p>A {@code ServletRequestListener} is not enough: the container notifies it of the end of an asynchronous request
 * only when the request is complete, and on another thread. Until then the first thread would attribute its next work,
 * such as the message of a WebSocket, to that request, and name the wrong caller.
 */
final class ServletCallFilter implements Filter {

    private volatile @Nullable ServletCall call;

    /** There is nothing to be found when the extension found mistakes: the deployment fails then. */
    @Override
    public void init(FilterConfig settings) {
        Instance<InboundCall> found = CDI.current().select(InboundCall.class);
        call = found.isResolvable() && found.get() instanceof ServletCall servlet ? servlet : null;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
            throws IOException, ServletException {
        ServletCall known = call;
        if (known == null) {
            rest.doFilter(request, response);
            return;
        }
        known.enter(request);
        try {
            rest.doFilter(request, response);
        } finally {
            known.exit();
        }
    }
}
