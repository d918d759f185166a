package org.caraway.it.nodes.operating;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Application;
import java.time.Duration;
import java.util.UUID;
import org.caraway.RevokeMode;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerResponses;
import org.caraway.admin.WorkerSelection;

/** Enqueues and operates on behalf of the test. */
@Path("operating")
@RequestScoped
@Produces("text/plain")
public class OperatingResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskAdmin admin;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    /** Answers the id of a task that sleeps. */
    @POST
    @Path("sleep")
    public String sleep() {
        return tasks.enqueue(OperatedTasks::sleep).id().toString();
    }

    /** Answers the id of a task that is given this answer. */
    @POST
    @Path("ask")
    public String ask(@QueryParam("answer") String answer) {
        return tasks.enqueue(OperatedTasks::ask, answer).id().toString();
    }

    /** Answers the id of a task of tomorrow with this label. */
    @POST
    @Path("tomorrow")
    public String tomorrow(@QueryParam("campaign") String campaign) {
        TaskCall<String> call = tasks.call("OperatedTasks.ask", "yes");
        return tasks.enqueue(call.label("campaign", campaign).in(Duration.ofDays(1)))
                .id()
                .toString();
    }

    /** Answers what came of it. */
    @POST
    @Path("revoke")
    public String revoke(@QueryParam("id") String id, @QueryParam("mode") String mode) {
        return tasks.handle(UUID.fromString(id), Object.class)
                .revoke(RevokeMode.valueOf(mode))
                .name();
    }

    /** Revokes in a transaction that is rolled back. */
    @POST
    @Path("revoke-in-vain")
    public String revokeInVain(@QueryParam("id") String id) throws Exception {
        transaction.begin();
        try {
            return revoke(id, "COOPERATIVE");
        } finally {
            transaction.rollback();
        }
    }

    /** Answers how many. */
    @POST
    @Path("revoke-all")
    public long revokeAll(@QueryParam("campaign") String campaign) {
        return admin.by("test").revokeAll(TaskQuery.all().label("campaign", campaign), RevokeMode.COOPERATIVE);
    }

    /** Returns the result of a call inside a transaction. */
    @POST
    @Path("revoke-all-in-transaction")
    public String revokeAllInTransaction() throws Exception {
        transaction.begin();
        try {
            return "revoked " + admin.revokeAll(TaskQuery.all(), RevokeMode.COOPERATIVE);
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        } finally {
            transaction.rollback();
        }
    }

    /** Answers whether it is put back. */
    @POST
    @Path("retry")
    public boolean retry(@QueryParam("id") String id, @QueryParam("answer") String answer) {
        return admin.retry(UUID.fromString(id), "[\"" + answer + "\"]");
    }

    /** Returns the number of workers that answered, of their attempts with stacks, and of unresponsive workers. */
    @POST
    @Path("ask-workers")
    public String askWorkers() {
        WorkerResponses answers = admin.inspect(WorkerSelection.all(), Duration.ofSeconds(2), WorkerDetail.STACKS);
        long asleep = answers.answers().stream()
                .flatMap(answer -> answer.attempts().stream())
                .filter(attempt -> String.join("\n", attempt.stack()).contains("OperatedTasks.sleep"))
                .count();
        return answers.answers().size() + " answered, " + asleep + " asleep, "
                + answers.silent().size() + " silent";
    }

    /** Opens the resource. */
    @ApplicationPath("api")
    public static class Opened extends Application {}
}
