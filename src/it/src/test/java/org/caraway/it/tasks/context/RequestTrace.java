package org.caraway.it.tasks.context;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts its own instances: one for each request. */
@RequestScoped
public class RequestTrace {

    static final AtomicInteger MADE = new AtomicInteger();
    static final AtomicInteger DESTROYED = new AtomicInteger();

    private int number;

    @PostConstruct
    void made() {
        number = MADE.incrementAndGet();
    }

    @PreDestroy
    void destroyed() {
        DESTROYED.incrementAndGet();
    }

    public int number() {
        return number;
    }
}
