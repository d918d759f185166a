package org.caraway.it.tasks.session;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import org.caraway.Propagated;

/** Where a caller sits, for as long as its session lasts. */
@Propagated
@SessionScoped
public class CallerDesk implements Serializable {

    private static final long serialVersionUID = 1;

    private String place = "none";

    public String getPlace() {
        return place;
    }

    public void setPlace(String place) {
        this.place = place;
    }
}
