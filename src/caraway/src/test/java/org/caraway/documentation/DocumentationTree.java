package org.caraway.documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All pages, and what their links lead to. Immutable. */
final class DocumentationTree {

    private final Path root;
    private final Map<String, MarkdownPage> pages;

    DocumentationTree(Path root, List<MarkdownPage> pages) {
        this.root = root;
        this.pages = pages.stream()
                .collect(Collectors.toMap(
                        MarkdownPage::path, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }

    /** Each link that leads nowhere, with its page and what is missing. */
    List<String> brokenLinks() {
        List<String> broken = new ArrayList<>();
        for (MarkdownPage page : pages.values()) {
            for (String link : page.links()) {
                if (isInternal(link) && !leadsSomewhere(page, link)) {
                    broken.add(page.path() + " links to " + link + ", which does not exist");
                }
            }
        }
        return broken;
    }

    private boolean leadsSomewhere(MarkdownPage from, String link) {
        String target = target(from, link);
        int anchor = link.indexOf('#');
        if (anchor < 0) {
            return Files.exists(root.resolve(target));
        }
        MarkdownPage page = pages.get(target);
        return page != null && page.anchors().contains(link.substring(anchor + 1));
    }

    /** The pages below {@code folder} to which no chain of links leads from {@code index}. */
    Set<String> unreachable(String index, String folder) {
        Set<String> unreachable = new TreeSet<>();
        pages.keySet().stream().filter(path -> path.startsWith(folder)).forEach(unreachable::add);
        Set<String> reached = new TreeSet<>(Set.of(index));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            MarkdownPage page = pages.get(open.remove());
            if (page == null || !page.path().startsWith(folder)) {
                continue;
            }
            page.links().stream()
                    .filter(DocumentationTree::isInternal)
                    .map(link -> target(page, link))
                    .filter(reached::add)
                    .forEach(open::add);
        }
        unreachable.removeAll(reached);
        return unreachable;
    }

    private static boolean isInternal(String link) {
        return !link.matches("[a-z]+:.*");
    }

    private static String target(MarkdownPage from, String link) {
        String file = link.replaceFirst("#.*", "");
        if (file.isEmpty()) {
            return from.path();
        }
        return Path.of(from.path()).resolveSibling(file).normalize().toString().replace('\\', '/');
    }
}
