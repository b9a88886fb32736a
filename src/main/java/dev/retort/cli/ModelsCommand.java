package dev.retort.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.lines.VersionNames;
import dev.retort.local.Home;
import dev.retort.registry.Manifest;
import dev.retort.registry.ModelRegistry;
import dev.retort.terminal.Terminal;
import picocli.CommandLine.Command;

@Command(name = "models", sortOptions = false, description = {"Lists the versions of this home, the oldest first.",
        "Each by its number, if a server runs here and it has been champion, else by the data set that it learned; the id stands behind."})
final class ModelsCommand implements Callable<Integer> {
    private final Terminal terminal;

    ModelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.configured();
        Optional<JsonNode> models = HomeVersions.running(home);
        String serving = models.map(told -> told.at("/here/serving/version").asText()).orElse("");
        VersionNames names = HomeVersions.names(home, models);
        List<Manifest> versions = new ModelRegistry(ModelChoice.store(home)).list();
        for (Manifest version : versions) {
            String shown = names.shown(version.id());
            String also = names.trained(version.id()).filter(name -> !shown.startsWith(name)).orElse("");
            terminal.say("%-32s  %-20s  %s  %s".formatted(shown, also.isEmpty() ? version.origin() : also, version.created(),
                    version.id().value().equals(serving) ? terminal.good("serves") : "").stripTrailing());
        }
        if (versions.isEmpty()) {
            terminal.say("there is none in %s; a server's first start brings its base model there".formatted(ModelChoice.store(home)));
        }
        return Retort.OK;
    }
}
