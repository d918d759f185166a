package org.caraway.it.web.openapi;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.caraway.web.CarawayResource;
import org.caraway.web.CarawayRoles;

/** An application with requests and types of its own, and with Caraway below a path that varies. */
@ApplicationPath("v1")
public class ShopApplication extends Application {

    /** Opens Caraway. */
    @Path("{tenant: [a-z]+}/tasks/")
    @CarawayRoles(operators = "**")
    public static class Operations extends CarawayResource {}

    /** A resource of the application. */
    @Path("orders")
    public static class Orders {

        /** The latest. */
        @GET
        @Produces(MediaType.APPLICATION_JSON)
        public Order latest() {
            return new Order();
        }
    }

    /** What the resource answers. */
    public static class Order {

        /** What is ordered. */
        public List<Line> lines = List.of();

        /** A part of it. */
        public static class Line {

            /** How much. */
            public int amount;
        }
    }
}
