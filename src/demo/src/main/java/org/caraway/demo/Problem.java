package org.caraway.demo;

import static java.lang.System.Logger.Level.ERROR;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.caraway.NoSuchTaskException;
import org.caraway.QueueUnavailableException;
import org.jspecify.annotations.Nullable;

/** Answers every error with an RFC 9457 problem body. */
@Provider
public class Problem implements ExceptionMapper<Exception> {

    private static final System.Logger LOG = System.getLogger(Problem.class.getName());
    private static final int UNAVAILABLE = 503;

    /**
     * The answer's body.
     *
     * @param status the HTTP status
     * @param title the status in words
     * @param detail what went wrong and what to do
     */
    public record Body(int status, String title, @Nullable String detail) {}

    /** The response for an exception. Internal failures are logged, without details in the response. */
    @Override
    public Response toResponse(Exception exception) {
        if (exception instanceof WebApplicationException e) {
            return answer(e.getResponse().getStatus(), e.getMessage());
        }
        if (exception instanceof MalformedReportException) {
            return answer(400, exception.getMessage());
        }
        if (exception instanceof NoSuchTaskException) {
            return answer(404, exception.getMessage());
        }
        if (exception instanceof QueueUnavailableException) {
            LOG.log(ERROR, "The task queue is not available", exception);
            return answer(UNAVAILABLE, "The task queue is not available; try again later");
        }
        LOG.log(ERROR, "A request failed", exception);
        return answer(500, "The request failed; see the log of the server");
    }

    private static Response answer(int status, @Nullable String detail) {
        Response.StatusType type = Response.status(status).build().getStatusInfo();
        return Response.status(status)
                .type("application/problem+json")
                .entity(new Body(status, type.getReasonPhrase(), detail))
                .build();
    }
}
