package org.caraway.it.web.rest;

import jakarta.ws.rs.Path;
import org.caraway.web.CarawayResource;

/** Forgets to say for whom. */
@Path("unopened")
public class UnopenedOperations extends CarawayResource {}
