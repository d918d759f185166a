package org.caraway.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.caraway.admin.WorkflowShape.Item;
import org.caraway.admin.WorkflowShape.Lane;
import org.caraway.admin.WorkflowView.Edge;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.admin.WorkflowView.When;

/** Draws a workflow in the language of Graphviz: groups are clusters. Confined to one thread. */
final class DotPicture {

    private final WorkflowView view;
    private final Map<String, String> names = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    DotPicture(WorkflowView view) {
        this.view = view;
        view.nodes().forEach(node -> names.put(node.key(), "n" + names.size()));
    }

    String draw() {
        text.append("digraph workflow {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\"];\n");
        lanes(new WorkflowShape(view).lanes());
        for (Node node : view.nodes()) {
            Edge after = node.after();
            if (after != null && names.containsKey(after.from())) {
                edge(after.from(), node.key(), attributes(after.when()));
            }
            if (node.group() != null && names.containsKey(node.group())) {
                edge(node.key(), node.group(), "");
            }
        }
        return text.append("}\n").toString();
    }

    private void lanes(List<Lane> lanes) {
        lanes.forEach(lane -> lane.items().forEach(this::item));
    }

    private void item(Item item) {
        if (item.isGroup()) {
            text.append("  subgraph cluster_")
                    .append(names.get(item.node().key()))
                    .append(" {\n");
            lanes(item.lanes());
            node(item.node());
            text.append("  }\n");
        } else {
            node(item.node());
        }
    }

    private void node(Node node) {
        text.append("  ")
                .append(names.get(node.key()))
                .append(" [label=\"")
                .append(quoted(node.label()))
                .append("\\n")
                .append(PictureStyle.counts(node))
                .append("\", fillcolor=\"")
                .append(PictureStyle.color(node))
                .append(node.kind() == WorkflowView.Kind.GROUP ? "\", shape=\"ellipse\"];\n" : "\"];\n");
    }

    private void edge(String from, String to, String attributes) {
        text.append("  ")
                .append(names.get(from))
                .append(" -> ")
                .append(names.get(to))
                .append(attributes)
                .append(";\n");
    }

    private static String attributes(When when) {
        return when == When.SUCCESS ? "" : " [style=dashed, label=\"" + PictureStyle.word(when) + "\"]";
    }

    private static String quoted(String label) {
        return PictureStyle.shortened(label).replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
