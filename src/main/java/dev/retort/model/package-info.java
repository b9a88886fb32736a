/**
 * GPT-2 itself: configuration, weights, tokenizer, turn template and the TorchScript program that computes it.
 * In comes a folder in Hugging Face's format and the ids of texts.
 * Out go logits, log-probabilities, next tokens and, for training, weights that can be written back to such a folder.
 */
@NullMarked
package dev.retort.model;

import org.jspecify.annotations.NullMarked;
