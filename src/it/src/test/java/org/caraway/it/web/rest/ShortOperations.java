package org.caraway.it.web.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import org.caraway.web.CarawayResource;

/** Opens Caraway as briefly as can be, as a bean with a proxy and with less patience for large bodies. */
@Path("short")
@ApplicationScoped
@RolesAllowed("operator")
public class ShortOperations extends CarawayResource {

    @Override
    protected int bodyCapBytes() {
        return 100;
    }
}
