package org.caraway.it.tasks.propagation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.caraway.spi.ContextPropagator;

/** Carries a header of the request to a thread-local, where code that knows no CDI would look for it. */
@ApplicationScoped
public class ChannelPropagator implements ContextPropagator {

    private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> "-");

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private HttpServletRequest request;

    /** The channel of the current thread. */
    public String channel() {
        return CURRENT.get();
    }

    @Override
    public String name() {
        return "channel";
    }

    @Override
    public Optional<String> capture() {
        return channel().equals("-") ? Optional.ofNullable(request.getHeader("X-Channel")) : Optional.of(channel());
    }

    @Override
    public Restored restore(String captured, int version) {
        CURRENT.set(captured);
        return CURRENT::remove;
    }
}
