package org.caraway.it.tasks;

import jakarta.ejb.Stateless;
import org.caraway.Task;

/** Tasks on an enterprise bean. */
@Stateless
public class StatelessTasks {

    @Task
    public String greet(String name) {
        return "stateless " + name;
    }
}
