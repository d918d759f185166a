package org.caraway.it.speed;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Opens the resource. */
@ApplicationPath("api")
public class SpeedApplication extends Application {}
