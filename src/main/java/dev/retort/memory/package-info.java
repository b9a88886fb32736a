/**
 * Says a correction again wherever the same is asked, or the same mistake is about to be made, and nowhere else.
 * In come approved corrections, questions whose replies are known to be right, what a customer asks, and what the model writes to it.
 * Out goes the correction that holds there, with the reason, or nothing; how sure that is has been measured on what the memory holds.
 * Its judgement of two replies that say the same is there for whoever measures replies.
 */
@NullMarked
package dev.retort.memory;

import org.jspecify.annotations.NullMarked;
