/**
 * The parts of the program that one process plays.
 * In comes {@code retort.roles} or the environment variable {@code RETORT_ROLES}.
 * Out go the roles, and whether they need the database.
 */
@NullMarked
package dev.retort.roles;

import org.jspecify.annotations.NullMarked;
