package org.caraway.internal.schedule.time;

import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/**
 * Numbers that follow from a text, the same on every node and in every release: FNV-1a with 64 bits, mixed as
 * in MurmurHash3. Immutable.
 */
record StableHash(String seed) {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    /** Gives a number below a bound, another one for each salt. */
    ToIntFunction<Integer> salted(String salt) {
        return bound -> (int) Long.remainderUnsigned(of(seed + '\n' + salt), bound);
    }

    /** A number below this bound. */
    long below(long bound) {
        return Long.remainderUnsigned(of(seed), bound);
    }

    private static long of(String text) {
        long hash = OFFSET_BASIS;
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (part & 0xff)) * PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
