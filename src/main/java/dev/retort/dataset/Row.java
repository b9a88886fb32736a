package dev.retort.dataset;

import java.util.Optional;

/**
 * An example and what is said about it.
 *
 * @param source where it comes from, such as a mailbox or a topic
 * @param split the part that it must go to, if that is laid down
 */
record Row(ImportedExample example, Optional<String> source, Optional<DatasetSplit> split) {}
