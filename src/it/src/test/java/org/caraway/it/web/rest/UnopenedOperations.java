package org.caraway.it.web.rest;

import jakarta.ws.rs.Path;
import org.caraway.web.CarawayResource;

/** A resource without roles: nobody may use it. */
@Path("unopened")
public class UnopenedOperations extends CarawayResource {}
