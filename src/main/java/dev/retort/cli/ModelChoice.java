package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.retort.local.BaseModel;
import dev.retort.local.Home;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.UnknownVersionException;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;

/**
 * A model that somebody named.
 *
 * @param version empty for a folder that is no version of this home
 */
record ModelChoice(String name, Path folder, Optional<VersionId> version) {
    /** @param given a version of the store, or a model folder */
    static ModelChoice of(Home home, String given) throws IOException, BadInputException {
        if (given.matches("v-[0-9a-f]{12}")) {
            try {
                VersionFolder version = new ModelRegistry(store(home)).open(new VersionId(given));
                return new ModelChoice(given, version.folder(), Optional.of(version.id()));
            } catch (UnknownVersionException e) {
                throw new BadInputException("there is no version %s in %s".formatted(given, store(home)));
            }
        }
        Path folder = Path.of(given);
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("'%s' is neither a version such as v-0123456789ab nor a model folder".formatted(given));
        }
        return new ModelChoice(given, folder, Optional.empty());
    }

    /** The base model: RETORT_MODEL, else the one that comes with the program. */
    static ModelChoice base(Home home) throws IOException, BadInputException {
        Path folder = BaseModel.folder(home, System.getenv())
                .orElseThrow(() -> new BadInputException("this build comes without a starter model; RETORT_MODEL or an option names one"));
        return new ModelChoice(folder.getFileName().toString(), folder, Optional.empty());
    }

    static ModelChoice orBase(Home home, Optional<String> given) throws IOException, BadInputException {
        return given.isPresent() ? of(home, given.get()) : base(home);
    }

    static Path store(Home home) {
        return Path.of(System.getenv().getOrDefault("RETORT_STORE", home.store().toString()));
    }
}
