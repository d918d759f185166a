package org.caraway.it.tasks.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.spi.ResultStore;

/** Large results in memory: one server has them all. */
@ApplicationScoped
public class ResultDrawer implements ResultStore {

    private final Map<Key, String> results = new ConcurrentHashMap<>();

    @Override
    public void save(Key key, String json) {
        results.put(key, json);
    }

    @Override
    public Optional<String> load(Key key) {
        return Optional.ofNullable(results.get(key));
    }

    @Override
    public void delete(Key key) {
        results.remove(key);
    }
}
