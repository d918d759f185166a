package org.caraway.demo;

import static java.util.Objects.requireNonNull;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

/** The page with the upload form. */
@Path("/")
public class PageResource {

    /** The start page, which loads its data from the other resources. */
    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public InputStream page() {
        return requireNonNull(PageResource.class.getResourceAsStream("index.html"), "index.html");
    }
}
