package org.caraway.internal.observation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger of java.util.logging is given, at every level. */
public final class LoggedRecords extends Handler implements AutoCloseable {

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger; // held: the log manager would let it go
    private final boolean parentsHeard;

    /** Listens until it is closed; nobody else hears the logger meanwhile. */
    public LoggedRecords(String name) {
        logger = Logger.getLogger(name);
        parentsHeard = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(this);
    }

    /** Level and text of each. */
    public List<String> lines() {
        return records.stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .toList();
    }

    /** All of them. */
    public List<LogRecord> all() {
        return records;
    }

    @Override
    public void publish(LogRecord line) {
        records.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
        logger.setUseParentHandlers(parentsHeard);
    }
}
