package dev.retort.text;

import java.util.Arrays;

/** A list of numbers that grows by pieces, so that growing never needs twice its memory. */
public final class Ints {
    private static final int BITS = 16;
    private static final int PIECE = 1 << BITS;
    private int[][] pieces = new int[16][];
    private int size;

    /** The number of them. */
    public int size() {
        return size;
    }

    /** Adds one at the end. */
    public void add(int value) {
        int piece = size >>> BITS;
        if (piece == pieces.length) {
            pieces = Arrays.copyOf(pieces, piece * 2);
        }
        if ((size & PIECE - 1) == 0) {
            pieces[piece] = new int[PIECE];
        }
        pieces[piece][size++ & PIECE - 1] = value;
    }

    /** The number at this place, from 0 on. */
    public int get(int index) {
        return pieces[index >>> BITS][index & PIECE - 1];
    }

    /** Replaces the number at this place. */
    public void set(int index, int value) {
        pieces[index >>> BITS][index & PIECE - 1] = value;
    }
}
