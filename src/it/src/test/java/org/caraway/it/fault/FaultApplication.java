package org.caraway.it.fault;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Opens {@link FaultResource}. */
@ApplicationPath("")
public class FaultApplication extends Application {}
