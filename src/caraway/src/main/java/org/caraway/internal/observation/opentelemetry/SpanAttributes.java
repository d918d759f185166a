package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.caraway.TaskError;

/**
 * The attributes of spans: those of OpenTelemetry's semantic conventions for messaging and exceptions, and Caraway's
 * own. Stateless. There are no attributes for arguments and results.
 */
final class SpanAttributes {

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> QUEUE = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> TASK_ID = AttributeKey.stringKey("messaging.message.id");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("messaging.batch.message_count");
    static final AttributeKey<String> WORKER_ID = AttributeKey.stringKey("messaging.client.id");
    static final AttributeKey<String> TASK_NAME = AttributeKey.stringKey("caraway.task.name");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("caraway.task.attempt");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("caraway.task.outcome");

    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> EXCEPTION_TRACE = AttributeKey.stringKey("exception.stacktrace");

    private SpanAttributes() {}

    /**
     * Marks a span as failed, with the stored text of the failure: {@code recordException} would not cut it.
     */
    static void fail(Span span, TaskError error) {
        if (!span.isRecording()) {
            return;
        }
        String message = error.message() == null ? "" : error.message();
        span.setStatus(StatusCode.ERROR, message);
        span.setAttribute(ERROR_TYPE, error.type());
        span.addEvent(
                "exception",
                Attributes.of(
                        EXCEPTION_TYPE, error.type(), EXCEPTION_MESSAGE, message, EXCEPTION_TRACE, error.trace()));
    }
}
