package org.caraway.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.caraway.admin.WorkflowShape.Item;
import org.caraway.admin.WorkflowShape.Lane;
import org.caraway.admin.WorkflowView.Edge;
import org.caraway.admin.WorkflowView.Kind;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.admin.WorkflowView.When;

/** Draws a workflow as a flowchart of Mermaid: groups are subgraphs. Confined to one thread. */
final class MermaidPicture {

    private final WorkflowView view;
    private final Map<String, String> names = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    MermaidPicture(WorkflowView view) {
        this.view = view;
        view.nodes().forEach(node -> names.put(node.key(), "n" + names.size()));
    }

    String draw() {
        text.append("flowchart LR\n");
        lanes(new WorkflowShape(view).lanes());
        for (Node node : view.nodes()) {
            Edge after = node.after();
            if (after != null && names.containsKey(after.from())) {
                edge(after.from(), node.key(), arrow(after.when()));
            }
            if (node.group() != null && names.containsKey(node.group())) {
                edge(node.key(), node.group(), "-->");
            }
        }
        for (Node node : view.nodes()) {
            text.append("  style ")
                    .append(names.get(node.key()))
                    .append(" fill:")
                    .append(PictureStyle.color(node))
                    .append('\n');
        }
        return text.toString();
    }

    private void lanes(List<Lane> lanes) {
        lanes.forEach(lane -> lane.items().forEach(this::item));
    }

    private void item(Item item) {
        if (item.isGroup()) {
            text.append("  subgraph g").append(names.get(item.node().key())).append("[\" \"]\n");
            lanes(item.lanes());
            node(item.node());
            text.append("  end\n");
        } else {
            node(item.node());
        }
    }

    private void node(Node node) {
        boolean group = node.kind() == Kind.GROUP;
        text.append("  ")
                .append(names.get(node.key()))
                .append(group ? "([\"" : "[\"")
                .append(PictureStyle.escaped(PictureStyle.shortened(node.label())))
                .append("<br/>")
                .append(PictureStyle.counts(node))
                .append(group ? "\"])\n" : "\"]\n");
    }

    private void edge(String from, String to, String arrow) {
        text.append("  ")
                .append(names.get(from))
                .append(' ')
                .append(arrow)
                .append(' ')
                .append(names.get(to))
                .append('\n');
    }

    private static String arrow(When when) {
        return when == When.SUCCESS ? "-->" : "-. " + PictureStyle.word(when) + " .->";
    }
}
