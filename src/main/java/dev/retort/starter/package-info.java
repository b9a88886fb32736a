/**
 * Makes the starter model that comes with the program. In come support conversations written for this project as scenarios with many phrasings; they
 * are expanded, a byte-level BPE and a trigram baseline are learned from them, and a small GPT-2 is trained. Out comes a model folder in Hugging
 * Face's format with its model card and some conversations for later training and judging.
 */
@NullMarked
package dev.retort.starter;

import org.jspecify.annotations.NullMarked;
