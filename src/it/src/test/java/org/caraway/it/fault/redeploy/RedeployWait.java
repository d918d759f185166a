package org.caraway.it.fault.redeploy;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.caraway.TaskQueue;

/**
 * Runs a query of Caraway in a request: it waits for a task that does not exist, and responds when the task was not
 * found.
 */
@WebServlet(RedeployWait.PATH)
public class RedeployWait extends HttpServlet {

    static final String PATH = "/wait";

    private static final long serialVersionUID = 1;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private transient TaskQueue tasks;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            tasks.handle(UUID.randomUUID(), Object.class)
                    .toCompletionStage()
                    .handle((result, failure) -> failure)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServletException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(e);
        }
    }
}
