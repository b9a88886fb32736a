package dev.retort.cli.dataset;

/** A set of numbers in sixteen bytes each or less: fingerprints of what was seen. */
final class LongSet {
    private long[] slots = new long[1 << 12];
    private int size;
    private boolean zero;

    /** @return whether it was not there before */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        if (size * 2 >= slots.length) {
            grow();
        }
        boolean added = put(slots, value);
        size += added ? 1 : 0;
        return added;
    }

    private void grow() {
        var larger = new long[slots.length * 2];
        for (long value : slots) {
            if (value != 0) {
                put(larger, value);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long value) {
        int mask = slots.length - 1;
        int at = (int) (value ^ (value >>> 32)) & mask;
        while (slots[at] != 0) {
            if (slots[at] == value) {
                return false;
            }
            at = (at + 1) & mask;
        }
        slots[at] = value;
        return true;
    }
}
