import jakarta.servlet.ServletContainerInitializer;
import org.caraway.web.WebStart;
import org.caraway.web.internal.stream.LiveStart;
import org.jspecify.annotations.NullMarked;

/** Operates Caraway over HTTP; opens nothing until the application says where and for whom. */
@NullMarked
module org.caraway.web {
    requires static com.google.errorprone.annotations;
    requires org.caraway;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.concurrency;
    requires jakarta.inject;
    requires jakarta.json;
    requires transitive jakarta.servlet;
    requires jakarta.transaction;
    requires transitive jakarta.ws.rs;
    requires java.naming;
    requires microprofile.config.api;
    requires static microprofile.openapi.api;
    requires static transitive org.jspecify;

    exports org.caraway.web;

    provides ServletContainerInitializer with
            WebStart,
            LiveStart;
}
