package org.caraway.web.internal.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import org.caraway.admin.WorkflowView;
import org.jspecify.annotations.Nullable;

/** The JSON representation of workflows. Stateless. The members are those of {@link WorkflowView}. */
public final class WorkflowShapes {

    private static final JsonProvider JSON = JsonProvider.provider();

    private WorkflowShapes() {}

    /** A page of a workflow. */
    public static JsonObject view(WorkflowView view) {
        JsonArrayBuilder nodes = JSON.createArrayBuilder();
        view.nodes().forEach(node -> nodes.add(node(node)));
        return new Members(JSON.createObjectBuilder())
                .text("id", view.id())
                .text("name", view.name())
                .text("state", view.state())
                .text("held", view.held())
                .text("createdAt", view.createdAt())
                .text("finishedAt", view.finishedAt())
                .add("progress", counts(view.progress()))
                .add("nodes", nodes.build())
                .text("next", view.next())
                .build();
    }

    private static JsonObject node(WorkflowView.Node node) {
        return new Members(JSON.createObjectBuilder())
                .text("key", node.key())
                .text("id", node.id())
                .text("kind", node.kind())
                .text("name", node.name())
                .text("step", node.step())
                .text("state", node.counts().state())
                .add("counts", counts(node.counts()))
                .text("startedAt", node.startedAt())
                .text("finishedAt", node.finishedAt())
                .text("group", node.group())
                .add("after", edge(node.after()))
                .build();
    }

    private static @Nullable JsonValue edge(WorkflowView.@Nullable Edge edge) {
        return edge == null
                ? null
                : new Members(JSON.createObjectBuilder())
                        .text("from", edge.from())
                        .text("when", edge.when())
                        .build();
    }

    private static JsonObject counts(WorkflowView.Counts counts) {
        return new Members(JSON.createObjectBuilder())
                .number("done", counts.done())
                .number("failed", counts.failed())
                .number("skipped", counts.skipped())
                .number("running", counts.running())
                .number("due", counts.due())
                .number("waiting", counts.waiting())
                .build();
    }
}
