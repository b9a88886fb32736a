package dev.retort.text;

import java.util.Arrays;

/**
 * Sets of numbers, and those among them that are nearly the same: whose Jaccard index is at least {@link WordSet#NEAR}. A set of a dozen takes about
 * 120 bytes.
 *
 * <p>Candidates come from locality-sensitive hashing of min-hash signatures (Broder 1997; Indyk and Motwani 1998): with {@value #BANDS} bands of
 * {@value #ROWS} a pair at exactly 0.8 is found with probability 1 − (1 − 0.8⁴)⁸ = 0.985, one at 0.9 with 0.9998. Each is then compared exactly.
 */
public final class MinHashIndex {
    static final int BANDS = 8;
    static final int ROWS = 4;
    /** The most candidates of one band. A million sets made from one template would cost a million million comparisons. */
    private static final int MOST_CANDIDATES = 128;
    private static final int LARGEST_TABLE = 1 << 20;

    private final Ints members = new Ints();
    private final Ints starts = new Ints(); // of set i: members[starts[i]] until members[starts[i + 1]]
    private final Ints[] nexts = new Ints[BANDS]; // the set before it in the same slot, -1 for none
    private final Ints seenBy = new Ints(); // the last search that looked at the set
    private int[][] heads = empty(1 << 10);
    private int searches;

    /** Receives what is near. */
    @FunctionalInterface
    public interface Match {
        /** @param same whether both sets are equal */
        void found(int id, boolean same);
    }

    public MinHashIndex() {
        Arrays.setAll(nexts, band -> new Ints());
        starts.add(0);
    }

    /** The number of sets. */
    public int size() {
        return starts.size() - 1;
    }

    /**
     * Finds the sets near to this one.
     *
     * @param set sorted, without repetition
     */
    public void near(int[] set, Match match) {
        int[] bands = bands(set);
        searches++;
        for (int band = 0; band < BANDS; band++) {
            int other = heads[band][slot(bands[band])];
            for (int n = 0; other >= 0 && n < MOST_CANDIDATES; n++) {
                if (seenBy.get(other) != searches) {
                    seenBy.set(other, searches);
                    compare(set, other, match);
                }
                other = nexts[band].get(other);
            }
        }
    }

    private void compare(int[] set, int other, Match match) {
        int shared = shared(set, other);
        int size = starts.get(other + 1) - starts.get(other);
        if (shared >= WordSet.NEAR * (size + set.length - shared)) {
            match.found(other, shared == size && shared == set.length);
        }
    }

    /**
     * Adds a set.
     *
     * @param set sorted, without repetition
     * @return its number, from 0 on
     */
    public int add(int[] set) {
        int id = size();
        for (int member : set) {
            members.add(member);
        }
        starts.add(members.size());
        seenBy.add(0);
        for (Ints next : nexts) {
            next.add(-1);
        }
        if (id > heads[0].length && heads[0].length < LARGEST_TABLE) {
            grow();
        } else {
            link(id, bands(set));
        }
        return id;
    }

    private void link(int id, int[] bands) {
        for (int band = 0; band < BANDS; band++) {
            int slot = slot(bands[band]);
            nexts[band].set(id, heads[band][slot]);
            heads[band][slot] = id;
        }
    }

    private void grow() {
        int size = heads[0].length * 4;
        heads = new int[0][]; // free before the larger ones are there
        heads = empty(size);
        for (int id = 0; id < size(); id++) {
            int start = starts.get(id);
            var set = new int[starts.get(id + 1) - start];
            Arrays.setAll(set, i -> members.get(start + i));
            link(id, bands(set));
        }
    }

    private static int[][] empty(int size) {
        var heads = new int[BANDS][size];
        for (int[] band : heads) {
            Arrays.fill(band, -1);
        }
        return heads;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & (heads[0].length - 1);
    }

    /** The number of members that both have, or 0 where the sizes alone say that they are not near. */
    private int shared(int[] set, int other) {
        int at = starts.get(other);
        int end = starts.get(other + 1);
        if (Math.min(end - at, set.length) < WordSet.NEAR * Math.max(end - at, set.length)) {
            return 0;
        }
        int shared = 0;
        for (int i = 0; i < set.length && at < end;) {
            int order = Integer.compare(set[i], members.get(at));
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            at += order >= 0 ? 1 : 0;
        }
        return shared;
    }

    /** One hash for each band, of the least hashes by as many hash functions as it has rows. */
    private static int[] bands(int[] set) {
        var bands = new int[BANDS];
        for (int band = 0; band < BANDS; band++) {
            int hash = band;
            for (int row = 0; row < ROWS; row++) {
                int seed = mixed(band * ROWS + row + 1);
                int least = Integer.MAX_VALUE;
                for (int member : set) {
                    least = Math.min(least, mixed(member ^ seed));
                }
                hash = mixed(hash * 31 + least);
            }
            bands[band] = hash;
        }
        return bands;
    }

    /** MurmurHash3's finalizer (Appleby): a permutation in which each bit of the result depends on all. */
    public static int mixed(int hash) {
        int h = hash;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
