package org.caraway.web.internal.read;

import java.util.Locale;
import java.util.UUID;
import org.caraway.admin.WorkflowView;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.Values;
import org.caraway.web.internal.json.WorkflowShapes;
import org.jspecify.annotations.Nullable;

/** Which page of a workflow a request asks for, and in which form. Immutable. */
record WorkflowRequest(Format format, @Nullable String cursor, int limit) {

    private static final int LIMIT_DEFAULT = 200;

    /** The forms of a workflow. */
    enum Format {
        /** The view. */
        JSON,
        /** The language of Graphviz. */
        DOT,
        /** A flowchart of Mermaid. */
        MERMAID,
        /** A picture. */
        SVG
    }

    static WorkflowRequest of(WebRequest request) {
        request.allowOnlyParameters("format", "cursor", "limit");
        FieldErrors errors = new FieldErrors();
        Format format = Format.JSON;
        String cursor = null;
        int limit = LIMIT_DEFAULT;
        String form = request.parameter("format");
        if (form != null) {
            Format read = errors.read("format", () -> Values.constant(Format.class, form.toUpperCase(Locale.ROOT)));
            format = read == null ? format : read;
        }
        String after = request.parameter("cursor");
        if (after != null) {
            UUID read = errors.read("cursor", () -> Values.id(after));
            cursor = read == null ? null : read.toString();
        }
        String size = request.parameter("limit");
        if (size != null) {
            Integer read = errors.read("limit", () -> Values.integer(size, 1, WorkflowView.NODES_CAP));
            limit = read == null ? limit : read;
        }
        errors.throwIfAny();
        return new WorkflowRequest(format, cursor, limit);
    }

    Answer answer(WorkflowView view) {
        return switch (format) {
            case JSON -> Answer.ok(WorkflowShapes.view(view));
            case DOT -> Answer.text("text/vnd.graphviz;charset=UTF-8", view.dot());
            case MERMAID -> Answer.text("text/plain;charset=UTF-8", view.mermaid());
            case SVG ->
                Answer.text("image/svg+xml", view.svg())
                        .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        };
    }
}
