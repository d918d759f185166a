package org.caraway.internal.propagation;

import java.util.Locale;
import java.util.Optional;
import org.caraway.spi.ContextPropagator;

/**
 * The preferred locale of the caller's request, for {@link org.caraway.TaskContext#locale()}. Thread-safe. Restores
 * nothing, because the default locale belongs to all threads of the server.
 */
public final class CallerLocale implements ContextPropagator {

    private static final int TAG_CAP = 100; // what comes from outside must not make the enqueueing fail

    private final InboundCall call;

    /** For this request. */
    public CallerLocale(InboundCall call) {
        this.call = call;
    }

    @Override
    public String name() {
        return LOCALE;
    }

    @Override
    public Optional<String> capture() {
        return call.locale()
                .filter(locale -> !locale.getLanguage().isEmpty())
                .map(Locale::toLanguageTag)
                .filter(tag -> tag.length() <= TAG_CAP);
    }

    @Override
    public Restored restore(String captured, int version) {
        return Restored.NOTHING;
    }
}
