package org.caraway.internal.engine.attempt;

import static java.util.Objects.requireNonNull;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.internal.store.durable.CursorPosition;
import org.caraway.internal.store.durable.DurableSteps;

/** Writes the positions of the cursors that have moved, all in one batch. Thread-safe; one thread writes. */
final class CursorWriter {

    private final DurableSteps store;
    private final Set<CursorState> moved = ConcurrentHashMap.newKeySet();

    CursorWriter(DurableSteps store) {
        this.store = store;
    }

    void add(CursorState cursor) {
        moved.add(cursor);
    }

    /** Whether some are still to be written, because other sessions have locked the rows of their tasks. */
    boolean write() {
        Map<CursorState, CursorPosition> batch = new LinkedHashMap<>();
        for (CursorState cursor : List.copyOf(moved)) {
            moved.remove(cursor);
            CursorPosition position = cursor.unwritten();
            if (position != null) {
                batch.put(cursor, position);
            }
        }
        if (batch.isEmpty()) {
            return false;
        }
        boolean written = false;
        try {
            IdentityHashMap<CursorPosition, CursorState> cursors = new IdentityHashMap<>();
            batch.forEach((cursor, position) -> cursors.put(position, cursor));
            Set<UUID> locked =
                    store.storeCursors(List.copyOf(batch.values()), position -> requireNonNull(cursors.get(position))
                            .isUnwritten(position));
            written = true;
            batch.forEach((cursor, position) -> {
                if (locked.contains(position.task().id())) {
                    moved.add(cursor);
                } else {
                    cursor.recordWritten(position);
                }
            });
            return !locked.isEmpty();
        } finally {
            if (!written) {
                moved.addAll(batch.keySet());
            }
        }
    }
}
