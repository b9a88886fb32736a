package dev.retort.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The model that everything starts from. */
public final class BaseModel {
    private BaseModel() {}

    /** The folder that {@code RETORT_MODEL} names, else the starter model that comes with the program, unpacked; empty if it comes without one. */
    public static Optional<Path> folder(Home home, Map<String, String> environment) throws IOException {
        String model = environment.getOrDefault("RETORT_MODEL", "");
        return model.isBlank() ? BundledModel.unpack(home) : Optional.of(Path.of(model).toAbsolutePath());
    }
}
