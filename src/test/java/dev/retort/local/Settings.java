package dev.retort.local;

import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Settings as an operator would give them, for a class that is made by hand: their defaults, and some that differ. */
public final class Settings {
    private Settings() {}

    /** @param different full property names and values */
    public static <T> T of(Class<T> mapping, Map<String, String> different) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors().withMapping(mapping)
                .withDefaultValues(different).build()
                .getConfigMapping(mapping);
    }
}
