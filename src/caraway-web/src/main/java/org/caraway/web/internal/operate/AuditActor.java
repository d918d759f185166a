package org.caraway.web.internal.operate;

import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/** Attributes operations to the caller in the audit log. Stateless. */
final class AuditActor {

    private AuditActor() {}

    /** The administration API on behalf of the caller. */
    static TaskAdmin actingAs(WebRequest request, TaskAdmin admin) {
        @Nullable String name = request.caller().name();
        return name == null ? admin : admin.by(name);
    }
}
