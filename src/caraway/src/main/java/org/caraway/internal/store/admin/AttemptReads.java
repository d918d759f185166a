package org.caraway.internal.store.admin;

import java.util.List;
import java.util.UUID;
import org.caraway.admin.AttemptInfo;

/** Reads attempts that did not succeed. Thread-safe. */
public interface AttemptReads {

    /**
     * The attempts of this task that did not succeed, the first one first. If there are more than the limit: the
     * latest.
     */
    List<AttemptInfo> attempts(UUID id, int limit);
}
