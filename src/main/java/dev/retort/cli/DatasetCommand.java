package dev.retort.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.DatasetDiff;
import dev.retort.dataset.DatasetManifest;
import dev.retort.dataset.DatasetStore;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "dataset", sortOptions = false, description = {"Shows data sets.",
        "A data set never changes: NAME@DIGEST names one for ever, NAME the one of that name that was imported last. A folder will do as well."})
final class DatasetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    CommandSpec spec = CommandSpec.create();

    DatasetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "list, show NAME, or diff A B?");
    }

    @Command(name = "list", description = "Every data set of this home.")
    int list() throws Exception {
        List<Dataset> datasets = store().list();
        for (Dataset dataset : datasets) {
            DatasetManifest manifest = dataset.manifest();
            terminal.say("%-40s %,11d  %s  from %s".formatted(manifest.fullName(), rows(manifest), manifest.created(), manifest.source()));
        }
        if (datasets.isEmpty()) {
            terminal.say("there is none in %s; retort import makes one".formatted(store().folder()));
        }
        return Retort.OK;
    }

    @Command(name = "show", description = "What is in a data set, after a check that its files are as they were.")
    int show(@Parameters(paramLabel = "NAME", description = "A data set's name, or its folder.") String name) throws Exception {
        Dataset dataset = store().find(name);
        DatasetManifest manifest = dataset.manifest();
        terminal.say(terminal.bold(manifest.fullName()));
        terminal.say("  digest  " + manifest.digest());
        terminal.say("  folder  " + dataset.folder());
        terminal.say("  from    %s, %s, %s".formatted(manifest.source(), manifest.sourceDigest(), manifest.created()));
        ReportTable.print(terminal, dataset);
        return Retort.OK;
    }

    @Command(name = "diff", description = "Which examples B has that A has not, and the other way round, and which are in another part.")
    int diff(@Parameters(paramLabel = "A", description = "The older one.") String a,
            @Parameters(paramLabel = "B", description = "The newer one.") String b) throws Exception {
        Dataset before = store().find(a);
        Dataset after = store().find(b);
        DatasetDiff diff = DatasetDiff.of(before, after);
        terminal.say("%s → %s: %s".formatted(before.manifest().fullName(), after.manifest().fullName(),
                diff.isEmpty() ? "no difference" : "%,d examples are the same".formatted(diff.same())));
        tell("added", diff.added());
        tell("removed", diff.removed());
        tell("moved", diff.moved());
        return Retort.OK;
    }

    private void tell(String what, Map<String, DatasetDiff.Changed> changes) {
        changes.forEach((where, changed) -> {
            terminal.say("  %-8s %-22s %,11d".formatted(what, where, changed.count()));
            changed.samples().forEach(sample -> terminal.say(terminal.faint("    " + sample)));
        });
    }

    private static long rows(DatasetManifest manifest) {
        return manifest.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    private static DatasetStore store() {
        return new DatasetStore(Home.configured().datasets());
    }
}
