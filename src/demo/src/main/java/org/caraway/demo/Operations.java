package org.caraway.demo;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;
import org.caraway.web.CarawayResource;

/** Opens Caraway's own requests at {@code /caraway}, for operators. */
@Path("caraway")
@RolesAllowed("operator")
public class Operations extends CarawayResource {}
