/**
 * Makes a GPT-2 learn. In come the weights of a model and examples of what it should have replied, of what it should not have (or rows of tokens);
 * out comes a model folder in Hugging Face's format with the best weights, an adapter beside it where one was trained, and a report. A run that is
 * killed continues from its last checkpoint to the same numbers.
 *
 * <p>From the outside in: {@link dev.retort.training.FineTuning} is a run, with its plan, checkpoints and choice of the best weights;
 * {@link dev.retort.training.Trainer} is weights and their optimizer, one step after the other; {@code gpt2_training.py} is the network,
 * its losses and AdamW. {@link dev.retort.training.Method} says which losses a run has: cross entropy of replies, DPO on pairs, KTO on flags and
 * praise, or what the examples allow. {@link dev.retort.training.Lora} says whether all weights learn or an adapter of low rank.
 * {@link dev.retort.training.HyperparameterTable} has every hyperparameter that people can set.
 *
 * <p>A {@link dev.retort.training.Batch} has no padding: its rows lie one after the other. Linear layers work on all tokens at once, attention row by
 * row, so that a row cannot see its neighbours; what follows the last attention is computed only where a label is predicted; the two replies of a
 * pair share the computation of their prompt. The start weights read only rows that are to stay as they were.
 */
@NullMarked
package dev.retort.training;

import org.jspecify.annotations.NullMarked;
