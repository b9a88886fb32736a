package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.retort.lines.VersionNames;
import dev.retort.local.BaseModel;
import dev.retort.local.Home;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.UnknownVersionException;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;

/**
 * A model that somebody named.
 *
 * @param name a version's for people; a folder's
 * @param version empty for a folder that is no version of this home
 */
record ModelChoice(String name, Path folder, Optional<VersionId> version) {
    static final String NAMES = "such as 3, desk:1 or v-0123456789ab";

    /** @param given a version of the store by any of its names ({@link VersionNames}), or a model folder */
    static ModelChoice of(Home home, String given) throws IOException, BadInputException {
        if (VersionNames.isName(given)) {
            return of(home, given, HomeVersions.names(home));
        }
        Path folder = Path.of(given);
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("'%s' is neither a version (%s) nor a model folder".formatted(given, NAMES));
        }
        return new ModelChoice(given, folder, Optional.empty());
    }

    /** @param given a version's name */
    static ModelChoice of(Home home, String given, VersionNames names) throws IOException, BadInputException {
        try {
            Optional<VersionId> id = names.find(given);
            if (id.isPresent()) {
                VersionFolder version = new ModelRegistry(store(home)).open(id.get());
                return new ModelChoice(names.shown(version.id()), version.folder(), Optional.of(version.id()));
            }
        } catch (UnknownVersionException e) {
            // told below
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
        throw new BadInputException("there is no version %s in %s%s".formatted(given.replaceFirst("^version ", ""), store(home),
                VersionNames.isNumber(given) && names.isWithoutNumbers()
                        ? "; numbers are known while a server runs on this home, its id or its data set's name always"
                        : "; retort models lists them"));
    }

    /** Its id for programs, the folder for what is no version. */
    String key() {
        return version.map(VersionId::value).orElse(name);
    }

    /** The base model: RETORT_MODEL, else the one that comes with the program. */
    static ModelChoice base(Home home) throws IOException, BadInputException {
        Path folder = BaseModel.folder(home, System.getenv())
                .orElseThrow(() -> new BadInputException("this build comes without a starter model; RETORT_MODEL or an option names one"));
        String name = folder.startsWith(home.folder()) ? "the starter model" : folder.getFileName().toString();
        return new ModelChoice(name, folder, Optional.empty());
    }

    static ModelChoice orBase(Home home, Optional<String> given) throws IOException, BadInputException {
        return given.isPresent() ? of(home, given.get()) : base(home);
    }

    static Path store(Home home) {
        return Path.of(System.getenv().getOrDefault("RETORT_STORE", home.store().toString()));
    }
}
