package org.caraway.demo;

import static java.lang.System.Logger.Level.INFO;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says where the demo answers, as soon as it does: the server's own message names an address it does not listen on. */
@ApplicationScoped
public class Welcome {

    private static final System.Logger LOG = System.getLogger(Welcome.class.getName());

    @Inject
    @ConfigProperty(name = "demo.url")
    @SuppressWarnings({"NullAway.Init", "OptionalUsedAsFieldOrParameterType"}) // injected; how the API spells "if set"
    private Optional<String> url;

    void greet(@Observes Startup startup) {
        url.ifPresent(base -> LOG.log(
                INFO,
                () -> "The demo is starting. Page: " + base + "  Upload: POST " + base + "reports  Status: GET " + base
                        + "reports/{id}  Cases: GET " + base + "reports/{id}/cases  Any task: GET " + base
                        + "tasks/{id}"));
    }
}
