package org.caraway.it.fault;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.Workflow;
import org.caraway.it.harness.Pause;

/** The requests of the tests: enqueue tasks, and read the state of the application. */
@Path("fault")
@RequestScoped
public class FaultResource {

    private static final System.Logger LOG = System.getLogger(FaultResource.class.getName());
    private static final int POOL_SIZE = 32;

    private static final String WORKFLOW = """
            INSERT INTO fault_workflow (id, shape, value, nodes, done, failed)
            VALUES (?, ?, ?, ?, ?, ?)""";

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Resource(lookup = "jdbc/caraway")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    /** Enqueues equal tasks and answers with their ids, a line each; 503 names the exception that was thrown. */
    @POST
    @Path("tasks")
    public Response enqueue(
            @QueryParam("name") String name,
            @QueryParam("count") @DefaultValue("1") int count,
            @QueryParam("millis") int millis,
            @QueryParam("delay") @DefaultValue("PT0S") String delay) {
        TaskCall<Object> call = tasks.<Object>call(name, millis).in(Duration.parse(delay));
        List<TaskCall<Object>> calls = Collections.nCopies(count, call);
        try {
            String ids = tasks.enqueueAll(calls).stream()
                    .map(handle -> handle.id().toString())
                    .collect(Collectors.joining("\n"));
            return Response.ok(ids).build();
        } catch (QueueUnavailableException away) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                    .entity(away.getClass().getName())
                    .build();
        }
    }

    /** Enqueues a workflow, writes down how it has to end in the same transaction, and answers with its id. */
    @POST
    @Path("workflows")
    @Transactional
    public String enqueueWorkflow(@QueryParam("shape") String name, @QueryParam("size") int size) throws SQLException {
        WorkflowShape shape = WorkflowShape.valueOf(name);
        UUID id = tasks.enqueue(shape.of(tasks, size)).id();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(WORKFLOW)) {
            insert.setObject(1, id);
            insert.setString(2, name);
            insert.setObject(3, shape.value(size), Types.BIGINT);
            insert.setInt(4, shape.rows(size));
            insert.setInt(5, shape.done());
            insert.setInt(6, shape.failed());
            insert.executeUpdate();
        }
        return id.toString();
    }

    /** Enqueues the numbers up to this one with their sum, and answers with the id of that. */
    @POST
    @Path("chord")
    public String enqueueChord(@QueryParam("members") long members) {
        List<TaskCall<Long>> numbers = LongStream.rangeClosed(1, members)
                .mapToObj(number -> tasks.call(FaultSteps::number, number))
                .toList();
        return tasks.enqueue(Workflow.group(numbers).join(FaultSteps::sum)).id().toString();
    }

    /** Takes all connections of the pool, as they become free, for this time; answers with their number. */
    @POST
    @Path("pool")
    public int takeConnections(@QueryParam("millis") int millis) throws SQLException, InterruptedException {
        Instant end = Instant.now().plusMillis(millis);
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < POOL_SIZE && Instant.now().isBefore(end)) {
                taken.add(dataSource.getConnection());
            }
        } catch (SQLException others) {
            LOG.log(System.Logger.Level.INFO, "Others have the rest of the connections", others);
        }
        try {
            Duration left = Duration.between(Instant.now(), end);
            Pause.of(left.isNegative() ? Duration.ZERO : left);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        return taken.size();
    }

    /** The bytes of heap in use after a collection. */
    @GET
    @Path("heap")
    @SuppressWarnings("DoNotCallSuggester") // a test wants what a collection leaves
    public long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The server's own idea of the time, in milliseconds since 1970. */
    @GET
    @Path("clock")
    public long clock() {
        return System.currentTimeMillis();
    }
}
