package dev.retort.dataset;

/** Counts of numbers, in twenty-four bytes a number or less. They are fingerprints of texts that are too many to keep. */
final class LongCounts {
    private long[] keys = new long[1 << 10];
    private int[] counts = new int[1 << 10];
    private int size;
    private int zeros;

    /** @return how often it was seen by now, 1 for the first time */
    int add(long key) {
        if (key == 0) {
            return ++zeros;
        }
        if (size * 2 >= keys.length) {
            grow();
        }
        int at = slot(keys, key);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
        }
        return ++counts[at];
    }

    /** The count of a number, 0 if it was never seen. */
    int of(long key) {
        return key == 0 ? zeros : counts[slot(keys, key)];
    }

    private void grow() {
        var largerKeys = new long[keys.length * 2];
        var largerCounts = new int[keys.length * 2];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int at = slot(largerKeys, keys[i]);
                largerKeys[at] = keys[i];
                largerCounts[at] = counts[i];
            }
        }
        keys = largerKeys;
        counts = largerCounts;
    }

    private static int slot(long[] keys, long key) {
        int mask = keys.length - 1;
        int at = (int) (key ^ (key >>> 32)) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
