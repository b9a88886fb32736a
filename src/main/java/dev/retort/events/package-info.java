/**
 * Carries what happens between the parts of Retort on Kafka: the event records, their schemas, topics and producer. Records come in from the part
 * where something happened; CloudEvents in binary mode, checked against {@code feedback-schema/}, go out to the topics.
 * What can never be handled goes to the topic of dead letters, with the reason.
 */
@NullMarked
package dev.retort.events;

import org.jspecify.annotations.NullMarked;
