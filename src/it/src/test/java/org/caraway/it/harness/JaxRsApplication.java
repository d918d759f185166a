package org.caraway.it.harness;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Opens the resources below {@code api}. */
@ApplicationPath("api")
public class JaxRsApplication extends Application {}
