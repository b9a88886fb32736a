package dev.retort.serving;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Gives a help text to measurements of libraries that have none: their name in words. A name that begins with no letter gets a word before it, for
 * Prometheus cannot have such a one and would be told of {@code m__} instead.
 */
class MeasurementHelp implements MeterFilter {
    private static final String NAMELESS = "other.";

    @Produces
    @Singleton
    static MeterFilter help() {
        return new MeasurementHelp();
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        String told = id.getDescription();
        Tags tags = Tags.of(id.getTags().stream().map(tag -> Tag.of(lettered(tag.getKey()), tag.getValue())).toList());
        String name = lettered(id.getName());
        return new Meter.Id(name, tags, id.getBaseUnit(), told == null || told.isBlank() ? name.replace('.', ' ') : told, id.getType());
    }

    private static String lettered(String name) {
        return !name.isEmpty() && Character.isLetter(name.charAt(0)) ? name : NAMELESS + name.replaceFirst("^[^\\p{L}\\p{N}]+", "");
    }
}
