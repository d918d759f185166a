package org.caraway.web.internal.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the route of a request. Immutable. Literal segments take precedence over variables. */
public final class Router {

    private final List<Route> routes;

    /** Routes requests to these routes. */
    public Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /**
     * A route and the values of its variables.
     *
     * @param route the route
     * @param variables by name, decoded
     */
    public record Match(Route route, Map<String, String> variables) {}

    /**
     * The route of this request.
     *
     * @throws Refusal with 404 if no route has the path, 405 if no route of the path has the method
     */
    public Match find(WebRequest request) {
        List<String> path = PercentEncoding.segments(request.path());
        List<Match> here = new ArrayList<>();
        for (Route route : routes) {
            match(route, path).ifPresent(here::add);
        }
        if (here.isEmpty()) {
            throw new Refusal(Problem.notFound("No resource has this path"));
        }
        return here.stream()
                .filter(match -> match.route().method().equals(request.method()))
                .min((one, other) -> Integer.compare(
                        one.variables().size(), other.variables().size()))
                .orElseThrow(() -> new Refusal(notAllowed(here)));
    }

    private static Problem notAllowed(List<Match> here) {
        TreeSet<String> methods = new TreeSet<>();
        here.forEach(match -> methods.add(match.route().method()));
        String allowed = String.join(", ", methods);
        return Problem.of(405, "method-not-allowed", "The method is not allowed", "This path allows " + allowed)
                .with("Allow", allowed);
    }

    private static Optional<Match> match(Route route, List<String> path) {
        List<String> template = route.segments();
        if (template.size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = template.get(i);
            if (expected.startsWith("{") && !path.get(i).isEmpty()) {
                variables.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Match(route, Map.copyOf(variables)));
    }
}
