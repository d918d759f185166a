package org.caraway.internal.payload;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.spi.ResultStore;

/** Results in memory, which may be out of order. Thread-safe. */
public final class MemoryResults implements ResultStore {

    private final Map<Key, String> saved = new ConcurrentHashMap<>();
    private volatile boolean broken;
    private volatile boolean brokenOnce;
    private volatile Runnable whenSaved = () -> {};
    private volatile Runnable whenLoaded = () -> {};
    private volatile Runnable whenDeleted = () -> {};

    /** What lies there. */
    public Map<Key, String> saved() {
        return saved;
    }

    /** From now on nothing works. */
    public void fail() {
        broken = true;
    }

    /** What comes next does not work. */
    public void failOnce() {
        brokenOnce = true;
    }

    /** Done at the end of each save. */
    public void whenSaved(Runnable action) {
        whenSaved = action;
    }

    /** Done at the beginning of each load. */
    public void whenLoaded(Runnable action) {
        whenLoaded = action;
    }

    /** Done at the beginning of each deletion. */
    public void whenDeleted(Runnable action) {
        whenDeleted = action;
    }

    /** Those with more than ten bytes. */
    public LargeResults overTenBytes() {
        return LargeResults.in(this, "Shelf", 10);
    }

    private void check() throws IOException {
        boolean once = brokenOnce;
        brokenOnce = false;
        if (broken || once) {
            throw new IOException("the disk is full");
        }
    }

    @Override
    public void save(Key key, String json) throws IOException {
        check();
        saved.put(key, json);
        whenSaved.run();
    }

    @Override
    public Optional<String> load(Key key) throws IOException {
        check();
        whenLoaded.run();
        return Optional.ofNullable(saved.get(key));
    }

    @Override
    public void delete(Key key) throws IOException {
        check();
        whenDeleted.run();
        saved.remove(key);
    }
}
