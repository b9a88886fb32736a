package dev.retort.loop;

import java.io.IOException;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.lines.LineStore;
import dev.retort.lines.VersionNames;
import dev.retort.problem.Problem;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;

/** The version that an operator names: by its number in the line, by its data set, by its id or the beginning of it. */
@ApplicationScoped
class NamedVersions {
    private final LineStore lines;
    private final ModelRegistry registry;
    private final LoopConfig config;

    NamedVersions(LineStore lines, ModelRegistry registry, LoopConfig config) {
        this.lines = lines;
        this.registry = registry;
        this.config = config;
    }

    /** Refuses with 400 what is no name or fits several. Throws {@link RefusedException} if nothing is called so. A whole id is not looked up. */
    VersionId find(String said) throws IOException {
        var champions = VersionNames.champions(lines.versions(config.line()).await().atMost(config.databaseTimeout()));
        try {
            return new VersionNames(registry.list(), champions).find(said)
                    .orElseThrow(() -> new RefusedException("line %s has no version %s".formatted(config.line(), said)));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("version", String.valueOf(e.getMessage())).refusal();
        }
    }
}
