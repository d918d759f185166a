package org.caraway.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.caraway.admin.WorkflowShape.Item;
import org.caraway.admin.WorkflowShape.Lane;
import org.caraway.admin.WorkflowView.Edge;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.admin.WorkflowView.When;

/**
 * Draws a workflow as SVG. Confined to one thread. A recursion over the composition measures and places everything:
 * what follows stands to the right, members stand below each other inside the frame of their group, and callbacks below
 * what they watch.
 */
final class SvgPicture {

    private static final int HEIGHT = 40;
    private static final int GAP = 34;
    private static final int SPACE = 12;
    private static final int TITLE = 20;
    private static final double LETTER = 6.7;

    private final WorkflowView view;
    private final Map<String, Box> boxes = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    SvgPicture(WorkflowView view) {
        this.view = view;
    }

    private record Size(double width, double height) {}

    private record Box(double x, double y, double width, double height) {

        double middle() {
            return y + height / 2;
        }
    }

    String draw() {
        List<Lane> lanes = new WorkflowShape(view).lanes();
        double y = SPACE;
        double right = 0;
        List<Lane> later = new ArrayList<>();
        for (Lane lane : lanes) {
            Size size = size(lane);
            double x = SPACE;
            Edge after = lane.after();
            Box source = after == null ? null : boxes.get(after.from());
            if (source != null) {
                x = source.x() + source.width() / 2 + GAP;
                later.add(lane);
            }
            lane(lane, x, y, size.height());
            right = Math.max(right, x + size.width());
            y += size.height() + SPACE;
        }
        later.forEach(this::callback);
        String title = view.name() == null ? "Workflow " + view.id() : view.name();
        String size = "width=\"" + PictureStyle.number(right + SPACE) + "\" height=\"" + PictureStyle.number(y) + "\"";
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" " + size
                + " font-family=\"sans-serif\" font-size=\"12\">\n<title>"
                + PictureStyle.escaped(PictureStyle.shortened(title))
                + "</title>\n<defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\""
                + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#555\"/></marker></defs>\n"
                + text + "</svg>\n";
    }

    private static Size size(Lane lane) {
        double width = -GAP;
        double height = 0;
        for (Item item : lane.items()) {
            Size size = size(item);
            width += GAP + size.width();
            height = Math.max(height, size.height());
        }
        return new Size(width + lead(lane), height);
    }

    /** Room before a branch, for its word. */
    private static double lead(Lane lane) {
        return branch(lane) ? 50 : 0;
    }

    private static boolean branch(Lane lane) {
        Edge after = lane.after();
        return after != null && (after.when() == When.TRUE || after.when() == When.FALSE);
    }

    private static Size size(Item item) {
        double label = label(item.node()).length() * LETTER + 2 * SPACE;
        double width = Math.max(label, PictureStyle.counts(item.node()).length() * LETTER + 2 * SPACE);
        if (!item.isGroup()) {
            return new Size(width, HEIGHT);
        }
        double inner = 0;
        double height = TITLE + SPACE;
        for (Lane lane : item.lanes()) {
            Size size = size(lane);
            inner = Math.max(inner, size.width());
            height += size.height() + SPACE;
        }
        double title = title(item.node()).length() * LETTER;
        return new Size(Math.max(inner, title) + 2 * SPACE, Math.max(height, HEIGHT));
    }

    private static String label(Node node) {
        return PictureStyle.shortened(node.label());
    }

    private static String title(Node group) {
        return label(group) + " " + PictureStyle.counts(group);
    }

    private void lane(Lane lane, double left, double top, double height) {
        double x = left + lead(lane);
        Box before = null;
        if (branch(lane)) {
            text(left, top + height / 2 + 4, PictureStyle.word(edge(lane).when()));
        }
        for (Item item : lane.items()) {
            Size size = size(item);
            Box box = new Box(x, top + (height - size.height()) / 2, size.width(), size.height());
            boxes.put(item.node().key(), box);
            if (item.isGroup()) {
                group(item, box);
            } else {
                step(item.node(), box);
            }
            if (before != null) {
                line(before.x() + before.width(), before.middle(), box.x(), box.middle());
            }
            before = box;
            x += size.width() + GAP;
        }
    }

    private static Edge edge(Lane lane) {
        Edge after = lane.after();
        if (after == null) {
            throw new IllegalStateException("A branch has no condition. This is a bug in Caraway.");
        }
        return after;
    }

    private void group(Item item, Box box) {
        rectangle(box, PictureStyle.color(item.node()), "fill-opacity=\"0.45\"");
        text(box.x() + SPACE, box.y() + TITLE - 4, title(item.node()));
        double y = box.y() + TITLE + SPACE / 2.0;
        for (Lane lane : item.lanes()) {
            Size size = size(lane);
            lane(lane, box.x() + SPACE, y, size.height());
            y += size.height() + SPACE;
        }
    }

    private void step(Node node, Box box) {
        rectangle(box, PictureStyle.color(node), "");
        text(box.x() + SPACE, box.y() + 17, label(node));
        text(box.x() + SPACE, box.y() + 32, PictureStyle.counts(node));
    }

    /** From below what it watches to the callback. */
    private void callback(Lane lane) {
        Edge after = edge(lane);
        Box from = boxes.get(after.from());
        Box to = boxes.get(lane.items().get(0).node().key());
        if (from != null && to != null) {
            double x = from.x() + from.width() / 2;
            text.append("<path d=\"M")
                    .append(PictureStyle.number(x))
                    .append(' ')
                    .append(PictureStyle.number(from.y() + from.height()))
                    .append('V')
                    .append(PictureStyle.number(to.middle()))
                    .append('H')
                    .append(PictureStyle.number(to.x()))
                    .append("\" fill=\"none\" stroke=\"#555\" stroke-dasharray=\"4 3\" marker-end=\"url(#to)\"/>\n");
            text(x + 4, to.y() - 2, PictureStyle.word(after.when()));
        }
    }

    private void rectangle(Box box, String color, String more) {
        text.append("<rect x=\"")
                .append(PictureStyle.number(box.x()))
                .append("\" y=\"")
                .append(PictureStyle.number(box.y()))
                .append("\" width=\"")
                .append(PictureStyle.number(box.width()))
                .append("\" height=\"")
                .append(PictureStyle.number(box.height()))
                .append("\" rx=\"6\" stroke=\"#888\" fill=\"")
                .append(color)
                .append("\" ")
                .append(more)
                .append("/>\n");
    }

    private void text(double x, double y, String words) {
        text.append("<text x=\"")
                .append(PictureStyle.number(x))
                .append("\" y=\"")
                .append(PictureStyle.number(y))
                .append("\">")
                .append(PictureStyle.escaped(words))
                .append("</text>\n");
    }

    private void line(double x1, double y1, double x2, double y2) {
        text.append("<path d=\"M")
                .append(PictureStyle.number(x1))
                .append(' ')
                .append(PictureStyle.number(y1))
                .append('L')
                .append(PictureStyle.number(x2))
                .append(' ')
                .append(PictureStyle.number(y2))
                .append("\" stroke=\"#555\" marker-end=\"url(#to)\"")
                .append("/>\n");
    }
}
