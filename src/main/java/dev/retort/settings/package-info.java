/**
 * Settings that serving and training share.
 * In come configuration properties of the base model and of the safety of replies, and the shop's own contacts.
 * Out go their values, the standards for replies read from their files, and those contacts for commands that have no database.
 */
@NullMarked
package dev.retort.settings;

import org.jspecify.annotations.NullMarked;
