package org.caraway.internal.signing;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.CallTiming;
import org.caraway.SignalUrlException;
import org.caraway.SignalUrls;
import org.caraway.SignedSignal;
import org.caraway.internal.lifecycle.Parking;
import org.jspecify.annotations.Nullable;

/**
 * {@link SignalUrls} with the keys of the configuration. Immutable.
 *
 * <p>The signature covers what a URL means and not how it is written, and begins with the purpose of the key, so that
 * nothing else that the same key signs is a URL. All keys are tried, each in constant time.
 */
public final class SignedSignalUrls implements SignalUrls {

    private static final String PURPOSE = "caraway signal 1";
    private static final Pattern PATH =
            Pattern.compile("(?:.*/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([^/]+)");
    private static final Pattern EXPIRES = Pattern.compile("(?:.*&)?expires=([0-9]{1,12})(?:&.*)?");
    private static final Pattern SIGNATURE = Pattern.compile("(?:.*&)?signature=([A-Za-z0-9_-]{43})(?:&.*)?");

    private final @Nullable URI base;
    private final List<HmacKey> keys;
    private final InstantSource clock;

    /**
     * With these keys.
     *
     * @param base where the endpoint is; null if no URLs are made
     * @param keys the first one signs, all are accepted; empty if there are no URLs
     */
    public SignedSignalUrls(@Nullable URI base, List<HmacKey> keys, InstantSource clock) {
        this.base = base;
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    @Override
    public URI create(UUID task, String signal, Duration validFor) {
        requireNonNull(task, "task");
        Parking.checkedName("signal", signal);
        if (validFor.isNegative() || validFor.isZero() || validFor.compareTo(CallTiming.LONGEST) > 0) {
            throw new IllegalArgumentException("The URL of the signal '" + signal
                    + "' must be valid for more than zero and at most " + CallTiming.LONGEST + ", was " + validFor);
        }
        if (base == null) {
            throw new IllegalStateException("There is no URL of the signal '" + signal
                    + "', because nothing says where it would lead; set caraway.signal-url.base to the address of your"
                    + " CarawaySignals, such as https://app.example/api/signals");
        }
        long expires = clock.instant().plus(validFor).plusMillis(999).getEpochSecond();
        String signature = signature(keysFor(signal).get(0), new SignedSignal(task, signal, second(expires)));
        return URI.create(base + "/" + task + "/" + signal + "?expires=" + expires + "&signature=" + signature);
    }

    @Override
    public SignedSignal verify(URI url) {
        Matcher path = PATH.matcher(String.valueOf(url.getPath()));
        String query = String.valueOf(url.getRawQuery());
        Matcher expires = EXPIRES.matcher(query);
        Matcher signature = SIGNATURE.matcher(query);
        if (!path.matches() || !expires.matches() || !signature.matches()) {
            throw forged();
        }
        SignedSignal signal = new SignedSignal(
                UUID.fromString(path.group(1)), path.group(2), second(Long.parseLong(expires.group(1))));
        if (!isSigned(signal, signature.group(1))) {
            throw forged();
        }
        if (!clock.instant().isBefore(signal.expires())) {
            throw new SignalUrlException(
                    SignalUrlException.Reason.EXPIRED,
                    "The URL was valid until " + signal.expires() + "; ask who has sent it for a new one");
        }
        return signal;
    }

    private static Instant second(long expires) {
        return Instant.ofEpochSecond(expires);
    }

    /** Tries all keys, so that the time does not tell which one it was. */
    private boolean isSigned(SignedSignal signal, String signature) {
        byte[] given = signature.getBytes(StandardCharsets.US_ASCII);
        boolean signed = false;
        for (HmacKey key : keysFor(signal.signal())) {
            signed |= MessageDigest.isEqual(signature(key, signal).getBytes(StandardCharsets.US_ASCII), given);
        }
        return signed;
    }

    private static String signature(HmacKey key, SignedSignal signal) {
        String text = String.join(
                "\n",
                PURPOSE,
                signal.task().toString(),
                signal.signal(),
                Long.toString(signal.expires().getEpochSecond()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(text));
    }

    private List<HmacKey> keysFor(String signal) {
        if (keys.isEmpty()) {
            throw new IllegalStateException("The URL of the signal '" + signal
                    + "' cannot be signed or checked without a key; set CARAWAY_SIGNAL_URL_SECRETS, for instance to what"
                    + " 'openssl rand -base64 32' prints");
        }
        return keys;
    }

    private static SignalUrlException forged() {
        return new SignalUrlException(
                SignalUrlException.Reason.FORGED,
                "The URL was not signed here, or has been changed; use it exactly as it was sent");
    }
}
