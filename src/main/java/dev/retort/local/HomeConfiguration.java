package dev.retort.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.PropertiesConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * The settings that a home keeps in {@code config/application.properties}. They count more than what is built in and less than environment variables
 * and system properties. A server reads them once it has been told whose they are: this class is also found by tests and while the program is built,
 * where nobody's own settings may count.
 */
public final class HomeConfiguration implements ConfigSourceProvider {
    /** Environment variables have 300, the working folder's {@code config/application.properties} 260. */
    private static final int ORDINAL = 265;
    private static final String TOLD = "retort.home-configuration";

    /** The server of this process is to read the home's settings. */
    public static void use(Home home) {
        System.setProperty(TOLD, home.configuration().toString());
    }

    /**
     * The home's settings; empty where it has no such file.
     *
     * @throws IllegalArgumentException if the file is no properties file
     */
    public static Optional<ConfigSource> of(Home home) {
        return read(home.configuration());
    }

    private static Optional<ConfigSource> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PropertiesConfigSource(file.toUri().toURL(), ORDINAL));
        } catch (IllegalArgumentException e) { // half a \\uXXXX
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
        String told = System.getProperty(TOLD, "");
        return told.isEmpty() ? List.of() : read(Path.of(told)).stream().toList();
    }
}
