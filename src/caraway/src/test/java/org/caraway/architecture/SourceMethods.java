package org.caraway.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lengths of the methods in a Java source file, found by its braces: a brace that opens in the body of a type,
 * outside of parentheses, and is no type itself, opens a method, constructor or initialiser. Confined to one thread.
 */
final class SourceMethods {

    private static final Pattern NOT_CODE = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'|//[^\\n]*|/\\*.*?\\*/",
            Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\b(class|interface|enum|record)\\s+\\w+");

    private final List<Method> methods = new ArrayList<>();
    private final Deque<Body> open = new ArrayDeque<>();
    private final StringBuilder header = new StringBuilder();
    private int parentheses;
    private int line = 1;
    private int headerLine = 1;

    private SourceMethods() {}

    /** The methods of this source, in the order of their ends. */
    static List<Method> of(String source) {
        SourceMethods scan = new SourceMethods();
        blank(source).chars().forEach(character -> scan.next((char) character));
        return scan.methods;
    }

    /** The same source with comments and literals blanked out, line breaks kept. */
    private static String blank(String source) {
        return NOT_CODE.matcher(source).replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
    }

    private void next(char character) {
        switch (character) {
            case '\n' -> line++;
            case '(' -> parentheses++;
            case ')' -> parentheses--;
            default -> {}
        }
        if (character == '{') {
            opens();
        } else if (character == '}') {
            closes();
        } else if (character == ';' && parentheses == 0) {
            header.setLength(0);
        } else {
            continues(character);
        }
    }

    private void continues(char character) {
        if (header.isEmpty() && Character.isWhitespace(character)) {
            return;
        }
        if (header.isEmpty()) {
            headerLine = line;
        }
        header.append(character);
    }

    private void opens() {
        open.push(new Body(kind(), headerLine, header.toString().strip(), parentheses));
        header.setLength(0);
        parentheses = 0;
    }

    private Kind kind() {
        if (parentheses > 0) {
            return Kind.BLOCK;
        }
        if (TYPE.matcher(header).find()) {
            return Kind.TYPE;
        }
        Body outer = open.peek();
        return outer != null && outer.kind() == Kind.TYPE ? Kind.METHOD : Kind.BLOCK;
    }

    private void closes() {
        Body body = open.pop();
        header.setLength(0);
        parentheses = body.parentheses();
        if (body.kind() == Kind.METHOD) {
            methods.add(new Method(body.header(), body.line(), line - body.line() + 1));
        } else if (parentheses > 0) {
            header.append(body.header());
        }
    }

    /**
     * One method.
     *
     * @param header what stands before its body
     * @param line where it begins
     * @param lines how many lines it takes, header included
     */
    record Method(String header, int line, int lines) {}

    private enum Kind {
        TYPE,
        METHOD,
        BLOCK
    }

    private record Body(Kind kind, int line, String header, int parentheses) {}
}
