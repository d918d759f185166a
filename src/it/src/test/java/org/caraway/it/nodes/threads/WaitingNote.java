package org.caraway.it.nodes.threads;

import jakarta.enterprise.context.RequestScoped;

/** What a task notes in its request context. */
@RequestScoped
public class WaitingNote {

    private int number = -1;

    void write(int value) {
        number = value;
    }

    int read() {
        return number;
    }
}
