package dev.retort.model;

import java.util.List;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * The rows of a step, as {@code gpt2.py} takes them.
 *
 * @param caches keys and values of each row
 * @param histories ids of each row
 * @param starts how many ids are in each row's cache
 * @param counts how many new ones each row has
 * @param ids the new ids of all rows, one row after the other
 * @param positions of each of these in its row
 */
record StepRows(List<PtNDArray> caches, List<PtNDArray> histories, int[] starts, int[] counts, int[] ids, int[] positions) {
    static StepRows of(List<Advance> rows) {
        int[] starts = new int[rows.size()];
        int[] counts = new int[rows.size()];
        int total = rows.stream().mapToInt(row -> row.ids().length).sum();
        int[] ids = new int[total];
        int[] positions = new int[total];
        int n = 0;
        for (int r = 0; r < starts.length; r++) {
            Advance row = rows.get(r);
            starts[r] = row.cache().length;
            counts[r] = row.ids().length;
            for (int i = 0; i < counts[r]; i++) {
                ids[n] = row.ids()[i];
                positions[n++] = starts[r] + i;
            }
        }
        return new StepRows(rows.stream().map(row -> row.cache().keysAndValues).toList(),
                rows.stream().map(row -> row.cache().history).toList(), starts, counts, ids, positions);
    }
}
