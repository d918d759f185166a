package org.caraway.benchmark.contender;

import java.util.Set;
import javax.sql.DataSource;

/** A queue that is measured. Immutable. */
public interface Contender {

    /** How it is called on the command line, such as {@code db-scheduler}. */
    String name();

    /** How it is called in tables, with its version. */
    String title();

    /** What it can do. */
    Set<Feature> features();

    /** Which part of the tasks of a load it gets, 0 to 1, so that a slow one is done in a bearable time. */
    double share();

    /**
     * Makes its tables if they are not there.
     *
     * @throws Exception if the database refuses
     */
    void prepare(DataSource database) throws Exception;

    /**
     * Begins to use a prepared database.
     *
     * @param slots how many tasks Caraway runs at once; the others have their own numbers
     * @throws Exception whatever its start throws
     */
    Session open(DataSource database, Purpose purpose, int slots) throws Exception;

    /** The statement that counts the tasks which are not finished. */
    String countUnfinished();

    /**
     * The table that keeps finished tasks, with a column {@code id}.
     *
     * @throws UnsupportedOperationException without {@link Feature#KEEPS_FINISHED}
     */
    String finishedTable();

    /**
     * The expression that gives a row of that table an id of its own.
     *
     * @throws UnsupportedOperationException without {@link Feature#KEEPS_FINISHED}
     */
    String newId();
}
