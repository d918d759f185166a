package org.caraway.demo;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Opens the demo's resources at the context root. */
@ApplicationPath("/")
public class DemoApplication extends Application {}
