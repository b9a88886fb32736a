/**
 * Keeps what all servers of a line share in the database: its versions and champion, its runs, which process leads it, and what is still to be announced.
 * In come the leader's findings and operators' wishes, each write with the leader's number, so that one that has a successor changes nothing. Out come
 * the line and its runs as they stand, and announcements of champions to Kafka, none of which is lost.
 */
@NullMarked
package dev.retort.lines;

import org.jspecify.annotations.NullMarked;
