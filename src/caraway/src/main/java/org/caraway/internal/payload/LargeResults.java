package org.caraway.internal.payload;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.ResultStoreException;
import org.caraway.spi.ResultStore;
import org.jspecify.annotations.Nullable;

/** Results in the application's {@link ResultStore}, and the references to them in the rows. Thread-safe. */
public final class LargeResults {

    /** Without a store: the rows contain all results. */
    public static final LargeResults NONE = new LargeResults(null, "", "", Integer.MAX_VALUE);

    private static final int ID_LENGTH = 36;
    private static final int LOCATION_CAP = 300;

    private final @Nullable ResultStore store;
    private final String storeName;
    private final String location;
    private final int thresholdBytes;

    private LargeResults(@Nullable ResultStore store, String storeName, String location, int thresholdBytes) {
        this.store = store;
        this.storeName = storeName;
        this.location = location;
        this.thresholdBytes = thresholdBytes;
    }

    /**
     * Results with more bytes than the threshold go to this store.
     *
     * @param storeName its class, for messages, and to name its location where it does not
     * @throws CarawayException if the name of its location is longer than 300 characters
     */
    public static LargeResults in(ResultStore store, String storeName, int thresholdBytes) {
        String named = store.location();
        if (named.length() > LOCATION_CAP) {
            throw new CarawayException("The location of the ResultStore " + storeName + " has " + named.length()
                    + " characters; return a name of at most " + LOCATION_CAP);
        }
        return new LargeResults(store, storeName, named.isEmpty() ? storeName : named, thresholdBytes);
    }

    /** The name of the place where the store keeps results: that of its class, unless it names one. */
    public String location() {
        return location;
    }

    /** Whether there is a store. */
    public boolean present() {
        return store != null;
    }

    /** Whether this result has to be saved in the store. */
    public boolean takes(String json) {
        if (store == null || json.length() <= thresholdBytes / 3) {
            return false; // no character has more than three bytes
        }
        return json.length() > thresholdBytes || bytesOf(json) > thresholdBytes;
    }

    /** Whether this text of a row is a reference to a result in the store. */
    public static boolean isStored(@Nullable String stored) {
        JsonObject mark = stored == null ? null : PayloadEnvelope.in(stored);
        return mark != null && mark.containsKey(PayloadEnvelope.STORED);
    }

    private static int bytesOf(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Saves the result.
     *
     * @param attempt the attempt that returned the result, for messages
     * @return the reference for the row
     * @throws ResultStoreException if it could not be saved
     */
    public String save(ResultStore.Key key, String json, String attempt) {
        int bytes = bytesOf(json);
        try {
            known().save(key, json);
        } catch (IOException | RuntimeException | LinkageError failure) {
            throw new ResultStoreException(
                    "The result of " + attempt + ", " + bytes + " bytes of JSON, could not be saved in the ResultStore "
                            + storeName + ": " + failure
                            + "; see to it, or raise caraway.result-store-threshold-bytes so that results stay in their"
                            + " rows",
                    failure);
        }
        return PayloadEnvelope.stored(key.toString(), bytes);
    }

    /**
     * The result itself: loaded if the stored text is a reference, else the stored text.
     *
     * @param stored the text of the row
     * @throws ResultStoreException if it cannot be read
     */
    String load(String stored) {
        JsonObject mark = PayloadEnvelope.in(stored);
        if (mark == null || !mark.containsKey(PayloadEnvelope.STORED)) {
            return stored;
        }
        ResultStore.Key key = keyIn(mark);
        if (store == null) {
            throw new ResultStoreException(
                    "it lies in a ResultStore under " + key + ", and this application has no bean of that type; add it",
                    null);
        }
        Optional<String> found;
        try {
            found = store.load(key);
        } catch (IOException | RuntimeException | LinkageError failure) {
            throw new ResultStoreException(
                    "the ResultStore " + storeName + " could not load " + key + ": " + failure, failure);
        }
        return found.orElseThrow(() -> new ResultStoreException(
                "the ResultStore " + storeName + " has nothing under " + key
                        + "; it was deleted there, or this node looks into another place",
                null));
    }

    private static ResultStore.Key keyIn(JsonObject mark) {
        String text = mark.get(PayloadEnvelope.STORED) instanceof JsonString key ? key.getString() : "";
        try {
            int nonce = text.lastIndexOf('-') + 1;
            return new ResultStore.Key(
                    UUID.fromString(text.substring(0, ID_LENGTH)),
                    Integer.parseInt(text.substring(ID_LENGTH + 1, nonce - 1)),
                    text.substring(nonce));
        } catch (IndexOutOfBoundsException | IllegalArgumentException none) {
            throw new ResultStoreException(
                    "'" + text + "' is no key of a stored result; keys of JSON objects that begin with 'caraway:' are"
                            + " reserved",
                    none);
        }
    }

    /**
     * Deletes a saved result.
     *
     * @throws ResultStoreException if it was not deleted
     */
    public void delete(ResultStore.Key key) {
        try {
            known().delete(key);
        } catch (IOException | RuntimeException | LinkageError failure) {
            throw new ResultStoreException(
                    "The ResultStore " + storeName + " did not delete the result " + key + ": " + failure, failure);
        }
    }

    private ResultStore known() {
        if (store == null) {
            throw new IllegalStateException("There is no ResultStore. This is a bug in Caraway.");
        }
        return store;
    }
}
