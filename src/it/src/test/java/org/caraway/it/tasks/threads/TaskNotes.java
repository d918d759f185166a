package org.caraway.it.tasks.threads;

import org.caraway.TaskScoped;

/** The application's own bean of one attempt. */
@TaskScoped
public class TaskNotes {

    private int calls;

    public int count() {
        calls++;
        return calls;
    }
}
