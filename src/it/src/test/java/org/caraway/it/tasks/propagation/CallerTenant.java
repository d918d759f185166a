package org.caraway.it.tasks.propagation;

import jakarta.enterprise.context.RequestScoped;
import org.caraway.Propagated;

/** The tenant that a request is for. */
@Propagated
@RequestScoped
public class CallerTenant {

    private String id = "none";

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
