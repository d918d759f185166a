package org.caraway.spi;

/**
 * Encodes arguments and results of tasks for storage, for example encrypted or compressed.
 *
 * <p>Each CDI bean of this type that has a name by {@link jakarta.inject.Named} is a format. It must be thread-safe,
 * and is looked up once, when Caraway starts. Two formats of one name, a format without a name, or one of the request,
 * session or task scope fail the deployment. A task names its format:
 *
 * <pre>{@code
 * @ApplicationScoped
 * @Named("vault")
 * public class Vault implements PayloadFormat {
 *     public String encode(String json) { return encrypted(json); }
 *
 *     public String decode(String text) { return decrypted(text); }
 * }
 *
 * @Task(format = "vault")
 * public Patient admit(Patient patient) { … }
 * }</pre>
 *
 * <p>It encodes the arguments, the result and partial results of such tasks; not headers, labels, keys, progress, log
 * lines, errors or the caller's context. Each row contains the name of its format, so that after a change of the format
 * older rows can still be read. Therefore a name must not change while there are rows with it, and the bean has to be
 * on every node that runs the task or reads its result. The name {@code json} means no format.
 */
public interface PayloadFormat {

    /** The name that means no format: rows contain plain JSON. */
    String JSON = "json";

    /**
     * Returns the text to store in the row, where it becomes a JSON string. All characters are allowed. {@code
     * caraway.max-arguments-bytes} and {@code caraway.max-result-bytes} limit this text.
     *
     * @param json the arguments (a JSON array) or the result
     * @throws RuntimeException if it cannot be encoded: then nothing is enqueued, or the attempt fails. The {@link
     *     org.caraway.CarawayException} that reports it contains the classes and stack frames of the failure, but no
     *     messages, because they may quote the JSON
     */
    String encode(String json);

    /**
     * Returns the JSON from which {@link #encode} made the text.
     *
     * @throws RuntimeException if the text cannot be decoded: then the attempt fails, or the caller that reads the
     *     result receives a {@link org.caraway.CarawayException} as with {@link #encode}
     */
    String decode(String text);
}
