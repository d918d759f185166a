package org.caraway.demo;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML reports that JUnit, Surefire and most other runners write: {@code testsuite} elements, alone or within
 * {@code testsuites}, with {@code testcase} elements in them. Whatever could make a parser fetch or expand something, a
 * document type with its entities, is refused. Stateless.
 */
final class JunitReport {

    /** The largest file that is taken, 10 MB. */
    static final int CAP_BYTES = 10 * 1024 * 1024;

    private JunitReport() {}

    /**
     * Reads the whole file and keeps nothing.
     *
     * @throws MalformedReportException if it is no report
     */
    static void check(byte[] file) {
        read(file, testCase -> {});
    }

    /**
     * The test cases in the order of the file.
     *
     * @throws MalformedReportException if it is no report
     */
    static List<CaseResult> cases(byte[] file) {
        List<CaseResult> cases = new ArrayList<>();
        read(file, cases::add);
        return cases;
    }

    private static void read(byte[] file, Consumer<CaseResult> sink) {
        if (file.length == 0) {
            throw new MalformedReportException("The file is empty; send a JUnit XML report", null);
        }
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(file));
            checkRoot(xml);
            readCases(xml, sink);
            xml.close();
        } catch (XMLStreamException e) {
            throw new MalformedReportException("The file is not well-formed XML: " + lineOf(e) + reason(e), e);
        }
    }

    private static void checkRoot(XMLStreamReader xml) throws XMLStreamException {
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            if (xml.getEventType() == XMLStreamConstants.DTD) {
                throw new MalformedReportException(
                        "The file has a DOCTYPE, which no JUnit report needs; remove it", null);
            }
        }
        String root = xml.getLocalName();
        if (!root.equals("testsuite") && !root.equals("testsuites")) {
            throw new MalformedReportException(
                    "The root element is <" + root + ">; a JUnit report has <testsuite> or <testsuites>", null);
        }
    }

    private static void readCases(XMLStreamReader xml, Consumer<CaseResult> sink) throws XMLStreamException {
        int position = 0;
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("testcase")) {
                sink.accept(readCase(xml, position));
                position++;
            }
        }
    }

    private static CaseResult readCase(XMLStreamReader xml, int position) throws XMLStreamException {
        String className = attribute(xml, "classname");
        String name = attribute(xml, "name");
        double seconds = seconds(attribute(xml, "time"));
        Verdict outcome = Verdict.PASSED;
        String message = null;
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                Optional<Verdict> reported = outcomeOf(xml.getLocalName());
                if (depth == 2 && reported.isPresent()) {
                    outcome = reported.get();
                    message = xml.getAttributeValue(null, "message");
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
        return new CaseResult(position, className, name, outcome, seconds, message);
    }

    private static Optional<Verdict> outcomeOf(String element) {
        return switch (element) {
            case "failure" -> Optional.of(Verdict.FAILED);
            case "error" -> Optional.of(Verdict.ERROR);
            case "skipped" -> Optional.of(Verdict.SKIPPED);
            default -> Optional.empty();
        };
    }

    private static String attribute(XMLStreamReader xml, String name) {
        @Nullable String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** Zero where a runner wrote none, or wrote it in a way of its own such as {@code 1,234.5}. */
    private static double seconds(String text) {
        try {
            return Double.parseDouble(text.replace(",", ""));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("Nothing outside of the file is read");
        });
        return factory;
    }

    private static String lineOf(XMLStreamException e) {
        return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNumber() + ": ";
    }

    /** The parser's reason without the position, which it puts in front in lines of its own. */
    private static String reason(XMLStreamException e) {
        String text = String.valueOf(e.getMessage());
        int marker = text.indexOf("Message: ");
        return marker < 0 ? text : text.substring(marker + "Message: ".length());
    }
}
