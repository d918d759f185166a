import jakarta.servlet.ServletContainerInitializer;
import org.caraway.web.WebStart;
import org.jspecify.annotations.NullMarked;

/** Operates Caraway over HTTP; opens nothing until the application says where and for whom. */
@NullMarked
module org.caraway.web {
    requires org.caraway;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.inject;
    requires jakarta.json;
    requires static jakarta.servlet;
    requires jakarta.transaction;
    requires transitive jakarta.ws.rs;
    requires static microprofile.openapi.api;
    requires static transitive org.jspecify;

    exports org.caraway.web;

    provides ServletContainerInitializer with
            WebStart;
}
