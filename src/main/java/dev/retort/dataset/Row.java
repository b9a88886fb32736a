package dev.retort.dataset;

import java.util.Optional;
import java.util.Set;

/**
 * An example and what is said about it.
 *
 * @param source where it comes from, such as a mailbox or a topic
 * @param split the part that it must go to, if that is laid down
 * @param remarks what about it was not taken as it stands
 */
record Row(ImportedExample example, Optional<String> source, Optional<DatasetSplit> split, Set<Remark> remarks) {
    Row(ImportedExample example, Optional<String> source, Optional<DatasetSplit> split) {
        this(example, source, split, Set.of());
    }

    Row with(ImportedExample other) {
        return new Row(other, source, split, remarks);
    }

    Row in(Optional<DatasetSplit> part) {
        return new Row(example, source, part, remarks);
    }
}
