package dev.retort.loop;

import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;

/** What a run learns from: the frozen data set, and how many examples it holds, how many of them no run had before. */
record JobData(String dataset, String digest, int examples, int newExamples) {
    static JobData of(FrozenDataset dataset) {
        return new JobData(dataset.id(), dataset.digest(), dataset.examples().size(),
                (int) dataset.examples().stream().filter(CuratedExample::isNew).count());
    }
}
