package org.caraway.internal.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import java.util.function.Supplier;

/** Adds Caraway's own beans to an application. Confined to the deploying thread. */
final class InjectableBeans {

    private final AfterBeanDiscovery event;

    InjectableBeans(AfterBeanDiscovery event) {
        this.event = event;
    }

    /** Adds a bean for applications to inject; its one instance is created at the first use. */
    <T> InjectableBeans add(Class<T> type, Supplier<? extends T> instance) {
        event.<T>addBean()
                .id(type.getName())
                .addTransitiveTypeClosure(type)
                .scope(ApplicationScoped.class)
                .createWith(context -> instance.get());
        return this;
    }

    /** Adds an object that Caraway's own classes look up where the container creates them. */
    <T> InjectableBeans addInternal(Class<T> type, T object) {
        event.<T>addBean().id(type.getName()).types(type).scope(Dependent.class).createWith(context -> object);
        return this;
    }
}
