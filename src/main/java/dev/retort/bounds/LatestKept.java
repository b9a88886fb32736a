package dev.retort.bounds;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Values by their key, the latest of them: as many as fit a number and a size. The oldest make room. Any thread may call it. */
public final class LatestKept<V> {
    /** A rough estimate of what an entry takes beside its value. */
    private static final long ENTRY_BYTES = 200;

    private final int most;
    private final long mostBytes;
    // guarded by this
    private final Map<String, Kept<V>> entries = new LinkedHashMap<>();
    private long bytes;

    private record Kept<V>(V value, long bytes) {}

    /**
     * @param most      values
     * @param mostBytes of all values, keys and entries
     */
    public LatestKept(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Keeps a value, as the latest, in the place of one of the same key. One that alone is too large is not kept. */
    public synchronized void put(String key, V value, long valueBytes) {
        remove(key);
        Kept<V> kept = new Kept<>(value, valueBytes + 2L * key.length() + ENTRY_BYTES);
        entries.put(key, kept);
        bytes += kept.bytes();
        for (Iterator<Kept<V>> oldest = entries.values().iterator(); entries.size() > most || bytes > mostBytes;) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    public synchronized Optional<V> get(String key) {
        return Optional.ofNullable(entries.get(key)).map(Kept::value);
    }

    public synchronized void remove(String key) {
        Optional.ofNullable(entries.remove(key)).ifPresent(gone -> bytes -= gone.bytes());
    }

    public synchronized void clear() {
        entries.clear();
        bytes = 0;
    }

    /** The number of values. */
    public synchronized int size() {
        return entries.size();
    }

    /** Bytes of all that is kept. */
    public synchronized long bytes() {
        return bytes;
    }
}
