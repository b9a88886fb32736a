/**
 * Settings that serving and training share.
 * In come configuration properties of the base model and of the safety of replies.
 * Out go their values, and the standards for replies read from their files.
 */
@NullMarked
package dev.retort.settings;

import org.jspecify.annotations.NullMarked;
