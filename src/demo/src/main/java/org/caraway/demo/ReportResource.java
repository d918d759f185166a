package org.caraway.demo;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Accepts reports and returns their status. */
@Path("reports")
@Produces(MediaType.APPLICATION_JSON)
public class ReportResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Reports reports;

    /** Accepts a JUnit XML report of up to 10 MB: 202, and where to ask for it. */
    @POST
    @Consumes({MediaType.APPLICATION_XML, MediaType.TEXT_XML})
    public Response upload(InputStream body, @Context UriInfo uri) throws IOException {
        ReportStatus.Receipt receipt = reports.receive(CappedBody.read(body, JunitReport.CAP_BYTES));
        return Response.accepted(receipt)
                .location(uri.getAbsolutePathBuilder()
                        .path(Long.toString(receipt.id()))
                        .build())
                .build();
    }

    /** Where the report stands. */
    @GET
    @Path("{id: [0-9]{1,18}}")
    public ReportStatus status(@PathParam("id") long id) {
        return reports.status(id).orElseThrow(() -> new NotFoundException("There is no report " + id));
    }

    /** The test cases stored so far, in the order of the file. */
    @GET
    @Path("{id: [0-9]{1,18}}/cases")
    public List<CaseResult> cases(@PathParam("id") long id) {
        return reports.cases(id).orElseThrow(() -> new NotFoundException("There is no report " + id));
    }
}
