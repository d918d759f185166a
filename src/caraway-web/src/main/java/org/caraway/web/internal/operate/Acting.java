package org.caraway.web.internal.operate;

import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/** Who acts, for the audit. Stateless. */
final class Acting {

    private Acting() {}

    /** In the name of who asks. */
    static TaskAdmin by(WebRequest request, TaskAdmin admin) {
        @Nullable String name = request.caller().name();
        return name == null ? admin : admin.by(name);
    }
}
