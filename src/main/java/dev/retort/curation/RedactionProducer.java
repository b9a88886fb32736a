package dev.retort.curation;

import java.util.Set;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.retort.text.Redaction;

/** Redaction as configured. */
class RedactionProducer {
    @Produces
    @Singleton
    Redaction redaction(CurationConfig config) {
        return new Redaction(config.keep().orElse(Set.of()));
    }
}
