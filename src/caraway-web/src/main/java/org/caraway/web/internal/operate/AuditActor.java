package org.caraway.web.internal.operate;

import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/** Who acts, for the audit. Stateless. */
final class AuditActor {

    private AuditActor() {}

    /** In the name of who asks. */
    static TaskAdmin actingAs(WebRequest request, TaskAdmin admin) {
        @Nullable String name = request.caller().name();
        return name == null ? admin : admin.by(name);
    }
}
