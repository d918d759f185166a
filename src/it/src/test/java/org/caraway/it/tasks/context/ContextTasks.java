package org.caraway.it.tasks.context;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceUnit;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.it.tasks.Note;
import org.eclipse.microprofile.config.ConfigProvider;

/** Tasks that look around. */
@ApplicationScoped
public class ContextTasks {

    @Produces
    @PersistenceUnit
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // injected, and read by the container
    private EntityManagerFactory factory;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private RequestTrace trace;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private EntityManager ownEntities;

    @PersistenceContext
    @SuppressWarnings("NullAway.Init") // injected
    private EntityManager entities;

    /** The number of the request's own instance, after one failed attempt. */
    @Task(retryFor = IOException.class, retryDelay = "PT0S")
    public List<Integer> traceRequests() throws IOException {
        int number = trace.number();
        if (task.attempt() == 1) {
            throw new IOException("the first attempt fails");
        }
        return List.of(number, trace.number());
    }

    @Task
    @SuppressWarnings("BanJNDI") // the tests give the names
    public String lookUp(String name) throws NamingException {
        return String.valueOf(new InitialContext().lookup(name));
    }

    @Task
    public boolean classLoaderIsTheApplications() {
        return Thread.currentThread().getContextClassLoader() == ContextTasks.class.getClassLoader();
    }

    @Task
    public String configuration(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    /** Writes within the task's transaction. */
    @Task
    @Transactional
    public long persist(String text) {
        Note note = new Note(text);
        entities.persist(note);
        entities.flush();
        return note.id();
    }

    /** Reads twice through the session that lives as long as the attempt; true if both gave the same instance. */
    @Task
    public boolean readTwice(long id) {
        Note first = ownEntities.find(Note.class, id);
        return first != null && first == ownEntities.find(Note.class, id);
    }
}
