package org.caraway.it.web.openapi;

import jakarta.enterprise.context.ApplicationScoped;
import org.caraway.Task;
import org.jspecify.annotations.Nullable;

/** Takes an order of another kind than the application's resource has. */
@ApplicationScoped
public class ShopTasks {

    /** What a task takes. */
    public record Order(long id, @Nullable Order parent) {}

    /** Ships it. */
    @Task(remote = true)
    public void ship(Order order) {}
}
