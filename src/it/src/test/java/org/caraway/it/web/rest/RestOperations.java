package org.caraway.it.web.rest;

import jakarta.ws.rs.Path;
import java.util.Set;
import org.caraway.web.CarawayResource;
import org.caraway.web.CarawayRoles;

/** Opens Caraway to three roles. */
@Path("caraway")
@CarawayRoles(readers = "reader", submitters = "submitter", operators = "operator")
public class RestOperations extends CarawayResource {

    @Override
    protected Set<String> allowedOrigins() {
        return Set.of("https://app.example");
    }
}
