package org.caraway.it.nodes.limits;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.caraway.Task;
import org.caraway.it.harness.Pause;

/** Work that is bounded on all nodes together. Stateless. */
@ApplicationScoped
public class LimitedTasks {

    /** Does nothing, ten times a second. */
    @Task(name = "limited.rate", queue = "rates", rateLimit = "600/m")
    public void atARate() {}

    /** Works for one customer at a time, and for three in all. */
    @Task(name = "limited.alone", queue = "alone", maxConcurrent = "1 per customer, 3")
    public void alone(String customer) throws InterruptedException {
        Pause.of(Duration.ofMillis(20));
    }

    /** Works for tenants in turn. */
    @Task(name = "limited.tenant", queue = "tenants", key = "tenant")
    public void inTurn(String tenant) throws InterruptedException {
        Pause.of(Duration.ofMillis(2));
    }
}
