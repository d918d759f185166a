package org.caraway.demo;

import jakarta.enterprise.context.RequestScoped;
import org.caraway.Propagated;

/** Whom a request is for. Its tasks, and the tasks of those, find the same here. */
@Propagated
@RequestScoped
public class Tenant {

    private String id = "public";

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
