/**
 * Runs what one machine needs inside this program: an Apache Kafka broker (KRaft) and a PostgreSQL server whose data live in the home folder.
 * In comes the environment, which may name real services instead, and a collector of traces; out go the configuration properties that the server
 * reads at its start, and the first failure of a service in one line. On a full disk the services rest.
 * Everything here starts before Quarkus and stops after it.
 */
@NullMarked
package dev.retort.local;

import org.jspecify.annotations.NullMarked;
