import org.jspecify.annotations.NullMarked;

/** Operates Caraway over HTTP; opens nothing until the application says where and for whom. */
@NullMarked
module org.caraway.web {
    requires org.caraway;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.inject;
    requires jakarta.json;
    requires jakarta.transaction;
    requires transitive jakarta.ws.rs;
    requires static transitive org.jspecify;

    exports org.caraway.web;
}
