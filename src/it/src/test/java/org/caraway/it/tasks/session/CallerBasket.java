package org.caraway.it.tasks.session;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/** Something of the session that does not travel. */
@SessionScoped
public class CallerBasket implements Serializable {

    private static final long serialVersionUID = 1;

    private int items;

    /** Adds one, and returns how many there are. */
    public int add() {
        items++;
        return items;
    }
}
