package org.caraway.it.fault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import org.caraway.Delivery;
import org.caraway.Task;
import org.caraway.it.harness.Pause;

/** Work that is never retried, so that each failure for which it is not to blame shows. Stateless. */
@ApplicationScoped
public class StrictTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FaultEffects effects;

    /** Leaves one row, together with its success. */
    @Task(name = "strict.transactional", maxRetries = 0)
    @Transactional
    public void transactional(int millis) throws SQLException, InterruptedException {
        effects.write();
        Pause.of(Duration.ofMillis(millis));
        effects.write();
    }

    /** The same, but its method is called once at most. */
    @Task(name = "strict.once", maxRetries = 0, delivery = Delivery.AT_MOST_ONCE)
    @Transactional
    public void once(int millis) throws SQLException, InterruptedException {
        transactional(millis);
    }

    /** Uses the database without a transaction of Caraway's. */
    @Task(name = "strict.plain", maxRetries = 0)
    public void plain(int millis) throws SQLException, InterruptedException {
        transactional(millis);
    }
}
