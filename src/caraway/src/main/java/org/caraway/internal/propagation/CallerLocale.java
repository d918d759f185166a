package org.caraway.internal.propagation;

import java.util.Locale;
import java.util.Optional;
import org.caraway.spi.ContextPropagator;

/**
 * The locale that the caller's request asks for, for {@link org.caraway.TaskContext#locale()}. Thread-safe. Restores
 * nothing: the default locale is the server's, and belongs to all its threads.
 */
public final class CallerLocale implements ContextPropagator {

    private static final int TAG_CAP = 100; // what comes from outside must not make the enqueueing fail

    private final InboundCall call;

    /** Of this call. */
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
