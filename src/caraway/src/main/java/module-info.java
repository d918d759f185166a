import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.servlet.ServletContainerInitializer;
import org.caraway.internal.cdi.CarawayExtension;
import org.caraway.internal.cdi.web.WebApplicationStart;
import org.caraway.internal.propagation.TaskThreadContext;
import org.jspecify.annotations.NullMarked;

/** Durable, context-aware background tasks: one JAR in a WAR, one table in a database. */
@NullMarked
module org.caraway {
    requires static com.google.errorprone.annotations;
    requires flyway.core;
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.concurrency;
    requires jakarta.inject;
    requires jakarta.json;
    requires jakarta.json.bind;
    requires static jakarta.persistence;
    requires static jakarta.servlet;
    requires jakarta.transaction;
    requires java.logging;
    requires java.naming;
    requires java.sql;
    requires microprofile.config.api;
    requires static microprofile.health.api;
    requires static microprofile.metrics.api;
    requires static transitive org.jspecify;
    requires static org.postgresql.jdbc;
    requires org.shredzone.commons.suncalc;
    requires static org.slf4j;

    exports org.caraway;
    exports org.caraway.admin;
    exports org.caraway.spi;

    provides Extension with
            CarawayExtension;
    provides ServletContainerInitializer with
            WebApplicationStart;
    provides ThreadContextProvider with
            TaskThreadContext;
}
