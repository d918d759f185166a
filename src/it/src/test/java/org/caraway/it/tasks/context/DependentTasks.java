package org.caraway.it.tasks.context;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.Task;

/** Tasks on a bean that has no scope of its own. */
@Dependent
public class DependentTasks {

    static final AtomicInteger DESTROYED = new AtomicInteger();

    @Task
    public String greet(String name) {
        return "dependent " + name;
    }

    @PreDestroy
    void destroyed() {
        DESTROYED.incrementAndGet();
    }
}
