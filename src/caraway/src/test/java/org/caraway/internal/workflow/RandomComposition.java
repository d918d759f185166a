package org.caraway.internal.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.caraway.CallOptions;
import org.caraway.Join;
import org.caraway.WorkflowNode;
import org.caraway.WorkflowNode.Input;
import org.jspecify.annotations.Nullable;

/** A random composition of the tasks of {@link ModelSteps}. Confined to one thread. */
final class RandomComposition {

    private static final int MOST_STEPS = 8;

    private final Random random;
    private final String prefix;
    private final boolean ordered;
    private int steps;

    /**
     * Steps have labels with this prefix.
     *
     * @param ordered whether there may be joins whose result depends on the order in which members are finished
     */
    RandomComposition(Random random, String prefix, boolean ordered) {
        this.random = random;
        this.prefix = prefix;
        this.ordered = ordered;
    }

    /**
     * Where a node stands. Immutable.
     *
     * @param input whether something comes before
     * @param distinct whether each result must tell of its input, because the node is copied for elements
     * @param filled whether groups must have members, so that two members are never finished by the same step
     */
    private record Place(boolean input, boolean distinct, boolean filled) {

        Place after() {
            return new Place(true, distinct, filled);
        }

        Place ofElement() {
            return new Place(true, true, filled);
        }

        Place withMembers() {
            return new Place(input, distinct, true);
        }
    }

    WorkflowNode compose() {
        return node(1 + random.nextInt(6), new Place(false, false, false));
    }

    private WorkflowNode node(int depth, Place place) {
        if (depth <= 0 || steps > MOST_STEPS) {
            return step(place);
        }
        return switch (random.nextInt(10)) {
            case 0, 1 -> step(place);
            case 2, 3 -> sequence(depth, place);
            case 4, 5 -> members(depth, place);
            case 6 -> fanOut(depth, place);
            case 7 -> place.input() ? branch(depth, place) : sequence(depth, place);
            case 8 -> both(depth, place);
            default -> watched(depth, place);
        };
    }

    private WorkflowNode step(Place place) {
        return takesInput(place) ? step("ModelSteps.tag", Input.RESULT) : step("ModelSteps.start", Input.NONE);
    }

    private boolean takesInput(Place place) {
        return place.input() && (place.distinct() || random.nextInt(5) > 0);
    }

    private WorkflowNode.Step step(String name, Input input) {
        return new WorkflowNode.Step(name, null, List.of(prefix + "s" + steps++), CallOptions.NONE, input);
    }

    private WorkflowNode sequence(int depth, Place place) {
        List<WorkflowNode> nodes = new ArrayList<>(List.of(node(depth - 1, place)));
        for (int more = 1 + random.nextInt(2); more > 0; more--) {
            nodes.add(node(depth - 1, place.after()));
        }
        return new WorkflowNode.Sequence(nodes);
    }

    private WorkflowNode members(int depth, Place place) {
        Join join = join(place);
        boolean dependsOnOrder = join instanceof Join.Any || join instanceof Join.AtLeast;
        Place inside = dependsOnOrder ? place.withMembers() : place;
        int fewest = inside.distinct() || inside.filled() ? 1 : 0;
        int count = Math.max(join.needed(), fewest + random.nextInt(4));
        List<WorkflowNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node(depth - 1, inside));
        }
        return new WorkflowNode.Members(nodes, join, atMost());
    }

    private Join join(Place place) {
        int kind = random.nextInt(ordered ? 8 : 5);
        if (kind == 5 || kind == 6) {
            return Join.ANY;
        }
        return kind == 7
                ? Join.atLeast(place.filled() ? 1 : 1 + random.nextInt(2))
                : kind > 2 ? Join.SETTLED : Join.ALL;
    }

    private @Nullable Integer atMost() {
        return random.nextInt(3) == 0 ? Integer.valueOf(1 + random.nextInt(3)) : null;
    }

    private WorkflowNode fanOut(int depth, Place place) {
        Join join = join(place);
        boolean dependsOnOrder = join instanceof Join.Any || join instanceof Join.AtLeast;
        Place inside = (dependsOnOrder ? place.withMembers() : place).ofElement();
        String list = place.distinct() || place.filled() ? "ModelSteps.filled" : "ModelSteps.list";
        WorkflowNode before = takesInput(place) ? step(list, Input.RESULT) : step(list + "Start", Input.NONE);
        return new WorkflowNode.Sequence(
                List.of(before, new WorkflowNode.Each(node(depth - 2, inside), join, atMost())));
    }

    private WorkflowNode branch(int depth, Place place) {
        boolean both = place.distinct() || random.nextBoolean();
        return new WorkflowNode.Branch(
                step("ModelSteps.asks", Input.RESULT), node(depth - 1, place), both ? node(depth - 1, place) : null);
    }

    private WorkflowNode both(int depth, Place place) {
        WorkflowNode zip =
                new WorkflowNode.Members(List.of(node(depth - 1, place), node(depth - 1, place)), Join.ALL, null);
        return new WorkflowNode.Sequence(List.of(zip, step("ModelSteps.both", Input.MEMBERS)));
    }

    private WorkflowNode watched(int depth, Place place) {
        WorkflowNode node = node(depth - 1, place);
        List<WorkflowNode> onSuccess = new ArrayList<>();
        List<WorkflowNode> onFailure = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            onFailure.add(step("ModelSteps.alert", Input.OUTCOME));
        }
        if (random.nextBoolean()) {
            onSuccess.add(node(depth - 2, place.after()));
        }
        if (random.nextInt(3) == 0) {
            onFailure.add(new WorkflowNode.Sequence(
                    List.of(step("ModelSteps.alert", Input.OUTCOME), step("ModelSteps.tag", Input.RESULT))));
        }
        return new WorkflowNode.Watched(node, onSuccess, onFailure);
    }

    /** The composition as a short text. */
    static String describe(WorkflowNode node) {
        if (node instanceof WorkflowNode.Step step) {
            String label = String.valueOf(step.arguments().get(0));
            String task = String.valueOf(step.task());
            return label.substring(label.indexOf('.') + 1) + ":" + task.substring(task.indexOf('.') + 1);
        }
        if (node instanceof WorkflowNode.Sequence sequence) {
            return described(sequence.nodes(), " then ");
        }
        if (node instanceof WorkflowNode.Members members) {
            return members.join() + bound(members.atMost()) + described(members.nodes(), ", ");
        }
        if (node instanceof WorkflowNode.Each each) {
            return "each " + each.join() + bound(each.atMost()) + described(List.of(each.element()), "");
        }
        if (node instanceof WorkflowNode.Branch branch) {
            WorkflowNode otherwise = branch.otherwise();
            return "if " + describe(branch.condition()) + described(List.of(branch.taken()), "")
                    + (otherwise == null ? "" : " else " + described(List.of(otherwise), ""));
        }
        WorkflowNode.Watched watched = (WorkflowNode.Watched) node;
        return described(List.of(watched.node()), "") + " onSuccess " + described(watched.onSuccess(), ", ")
                + " onFailure " + described(watched.onFailure(), ", ");
    }

    private static String bound(@Nullable Integer atMost) {
        return atMost == null ? "" : "<=" + atMost;
    }

    private static String described(List<WorkflowNode> nodes, String between) {
        return nodes.stream().map(RandomComposition::describe).collect(Collectors.joining(between, "(", ")"));
    }
}
