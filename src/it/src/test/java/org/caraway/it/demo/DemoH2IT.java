package org.caraway.it.demo;

import org.caraway.it.harness.Build;
import org.caraway.it.harness.ServerSettings;

/** The demo as {@code mvn -Pdemo} starts it. */
class DemoH2IT extends DemoConformance {

    @Override
    ServerSettings settings() {
        return ServerSettings.onH2("demo-h2", Build.serverFile("caraway-demo.war"));
    }
}
