package org.caraway.it.speed;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import org.caraway.Task;

/** As little work as there can be, and one write. */
@ApplicationScoped
public class SpeedTasks {

    @PersistenceContext
    @SuppressWarnings("NullAway.Init") // injected
    private EntityManager entities;

    /** Nothing, with a stored result. */
    @Task
    public int measure(String payload) {
        return payload.length();
    }

    /** One row, in one transaction with the completion of the task. */
    @Task
    @Transactional
    public int write(String payload) {
        entities.persist(new SpeedRow(payload));
        return payload.length();
    }
}
