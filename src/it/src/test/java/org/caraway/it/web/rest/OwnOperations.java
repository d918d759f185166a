package org.caraway.it.web.rest;

import jakarta.ws.rs.Path;
import org.caraway.web.CarawayResource;
import org.caraway.web.CarawayRoles;

/** Shows submitters, who may only read here, what they have submitted elsewhere. */
@Path("mine")
@CarawayRoles(readers = "submitter", operators = "operator")
public class OwnOperations extends CarawayResource {

    @Override
    protected boolean ownTasksOnly() {
        return true;
    }
}
