package dev.retort.serving;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/** Gives a help text to measurements of libraries that have none: their name in words. */
class MeasurementHelp implements MeterFilter {
    @Produces
    @Singleton
    static MeterFilter help() {
        return new MeasurementHelp();
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        String told = id.getDescription();
        return told == null || told.isBlank()
                ? new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(),
                        id.getName().replace('.', ' '), id.getType())
                : id;
    }
}
