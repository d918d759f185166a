package org.caraway.internal.cdi.plugin;

import jakarta.enterprise.inject.spi.Bean;
import java.util.Collection;
import java.util.List;

/** Which of several beans counts. Stateless. */
final class Alternatives {

    private Alternatives() {}

    /** An enabled alternative stands for what it is an alternative to. */
    static List<Bean<?>> inUse(Collection<Bean<?>> beans) {
        List<Bean<?>> alternatives = beans.stream()
                .filter(Bean::isAlternative)
                .<Bean<?>>map(bean -> bean)
                .toList();
        return alternatives.isEmpty() ? List.copyOf(beans) : alternatives;
    }
}
