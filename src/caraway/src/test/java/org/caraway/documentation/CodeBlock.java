package org.caraway.documentation;

import java.util.Optional;

/**
 * A fenced block of code in a page.
 *
 * @param page the page, from the root of the project
 * @param line the number of the first line of code
 * @param language what stands behind the opening fence, perhaps empty
 * @param code without the fences
 * @param remark the HTML comment directly above the block, without its brackets; empty for none
 */
public record CodeBlock(String page, int line, String language, String code, String remark) {

    private static final String NOT_COMPILED = "not compiled: ";

    /** Why nobody can compile the block, if its author has said so. */
    public Optional<String> exemption() {
        return remark.startsWith(NOT_COMPILED)
                ? Optional.of(remark.substring(NOT_COMPILED.length()))
                : Optional.empty();
    }

    /** Where the block begins, as editors understand it. */
    public String place() {
        return page + ":" + line;
    }

    @Override
    public String toString() {
        return place();
    }
}
