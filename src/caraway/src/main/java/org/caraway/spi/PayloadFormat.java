package org.caraway.spi;

/**
 * Decides how arguments and results of tasks stand in their rows: encrypted, compressed, in whatever text.
 *
 * <p>Any CDI bean of this type that has a name by {@link jakarta.inject.Named} is one; it must be thread-safe, and is
 * looked up once, when Caraway starts. Two of one name, or one without a name or of a request, a session or an attempt,
 * fail the deployment. A task says which it uses:
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
 * lines, errors or what travels of the caller's context. The name stands in each row, so that a task which changes its
 * format can still read what has been written before. A name must therefore not change while rows are stored under it,
 * and the bean has to be on every node that runs the task or reads its result. {@code json} is the name of no format at
 * all.
 */
public interface PayloadFormat {

    /** The name that stands for no format: rows have plain JSON. */
    String JSON = "json";

    /**
     * The text that stands in the row, as a JSON string. Any characters will do; {@code caraway.max-arguments-bytes}
     * and {@code caraway.max-result-bytes} count what comes out here.
     *
     * @param json what Caraway has made of the arguments (a JSON array) or the result
     * @throws RuntimeException if it cannot be encoded: then nothing is enqueued, or the attempt fails. The {@link
     *     org.caraway.CarawayException} that tells has the classes of what was thrown and where, and no messages, which
     *     may quote the JSON
     */
    String encode(String json);

    /**
     * The JSON that {@link #encode} was given.
     *
     * @throws RuntimeException if the text cannot be decoded: then the attempt fails, or whoever asked for the result
     *     is told, with a {@link org.caraway.CarawayException} as of {@link #encode}
     */
    String decode(String text);
}
