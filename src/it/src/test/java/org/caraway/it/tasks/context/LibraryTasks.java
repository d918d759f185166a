package org.caraway.it.tasks.context;

import jakarta.enterprise.context.ApplicationScoped;
import org.caraway.Task;

/** Tasks in a JAR of the application. */
@ApplicationScoped
public class LibraryTasks {

    @Task
    public String greet(String name) {
        return "library " + name;
    }
}
