/**
 * Makes a GPT-2 learn. In come the weights of a model and examples of what it should have replied (or rows of tokens); out comes a model folder
 * in Hugging Face's format with the best weights, and a report. A run that is killed continues from its last checkpoint to the same numbers.
 */
@NullMarked
package dev.retort.training;

import org.jspecify.annotations.NullMarked;
