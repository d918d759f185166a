package org.caraway.it.tasks.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import java.util.UUID;
import org.caraway.Task;
import org.caraway.TaskQueue;

/** Tasks that look into the caller's session. */
@ApplicationScoped
public class DeskTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private CallerDesk desk;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private CallerBasket basket;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Where the caller sat, who is sent away. */
    @Task
    public String sendAway() {
        String found = desk.getPlace();
        desk.setPlace("away");
        return found;
    }

    /** The id of a task that finds what this one wrote. */
    @Task
    public UUID delegate() {
        desk.setPlace("from " + desk.getPlace());
        return tasks.enqueue(DeskTasks::sendAway).id();
    }

    /** Why the basket cannot be reached. */
    @Task
    public String fillBasket() {
        try {
            return "filled with " + basket.add();
        } catch (ContextNotActiveException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
