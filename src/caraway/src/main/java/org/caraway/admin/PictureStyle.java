package org.caraway.admin;

import java.util.Locale;
import org.caraway.admin.WorkflowView.Counts;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.admin.WorkflowView.When;

/** What the pictures of workflows have in common. Stateless. */
final class PictureStyle {

    private static final int LABEL_CAP = 40;

    private PictureStyle() {}

    /** The color of a node, by its state. */
    static String color(Node node) {
        return switch (node.counts().state()) {
            case SUCCESS -> "#d5f0d5";
            case FAILURE, REVOKED, EXPIRED -> "#f8d2d2";
            case STARTED -> "#cfe3f8";
            case PENDING, RETRY -> "#fdf3c8";
            case WAITING -> "#ececec";
            case SKIPPED -> "#ffffff";
        };
    }

    /** The state of a single task, or how many of several have finished. */
    static String counts(Node node) {
        Counts counts = node.counts();
        if (counts.total() <= 1) {
            return counts.state().name();
        }
        String text = counts.finished() + "/" + counts.total();
        return counts.failed() == 0 ? text : text + ", " + counts.failed() + " failed";
    }

    /** How an edge that is no success is called. */
    static String word(When when) {
        return switch (when) {
            case SUCCESS, CALLBACK -> "on success";
            case FAILURE -> "on failure";
            case TRUE -> "if true";
            case FALSE -> "else";
        };
    }

    /** A label that fits. */
    static String shortened(String label) {
        String plain = label.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= LABEL_CAP
                ? plain
                : plain.substring(0, LABEL_CAP - 1).strip() + "…";
    }

    /** A text in XML or HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A number for XML, the same in all languages. */
    static String number(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }
}
