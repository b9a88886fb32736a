package dev.retort.training;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.retort.artifacts.Folders;
import dev.retort.model.Precision;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;

/**
 * The last two checkpoints of a run, a folder each ({@code step-00000042}). One appears whole, by a rename, or not at all; one whose content has
 * changed since is never used.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String ABOUT = "checkpoint.json";
    private static final String STATE = "state.safetensors";
    private static final String REFERENCES = "references";
    private static final ObjectMapper JSON = new ObjectMapper().registerModules(new Jdk8Module(), new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private final Path folder;
    private final String request;
    private final List<String> names;

    /**
     * @param request digest of all that decides the run's result
     * @param names of what learns
     */
    Checkpoints(Path folder, String request, Collection<String> names) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.request = request;
        this.names = List.copyOf(names);
        for (Path left : named("unfinished-step-\\d+")) { // by a process that was killed while it wrote
            Folders.delete(left);
        }
    }

    private record About(String request, String stateSha256, boolean hasBest, Journal journal) {}

    /**
     * The newest checkpoint that is undamaged.
     *
     * @param notes gets a line for each damaged one
     * @throws TrainingRefusedException if there is a checkpoint of another request
     */
    Optional<Checkpoint> latest(List<String> notes) throws IOException {
        for (Path checkpoint : newestFirst()) {
            try {
                return Optional.of(read(checkpoint));
            } catch (TrainingRefusedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                notes.add("checkpoint " + checkpoint.getFileName() + " is damaged and not used: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Checkpoint read(Path checkpoint) throws IOException {
        About about = JSON.readValue(checkpoint.resolve(ABOUT).toFile(), About.class);
        if (!about.request().equals(request)) {
            throw new TrainingRefusedException("checkpoint " + checkpoint + " belongs to another request (" + about.request()
                    + "), expected " + request + ": give the run a checkpoint folder of its own");
        }
        Path file = checkpoint.resolve(STATE);
        String digest = RunDigests.file(file);
        if (!digest.equals(about.stateSha256())) {
            throw new IOException(STATE + " has SHA-256 " + digest + ", expected " + about.stateSha256());
        }
        try (Safetensors tensors = Safetensors.open(file)) {
            OptimizerState state = new OptimizerState(read(tensors, "learned/"), read(tensors, "first/"), read(tensors, "second/"),
                    about.journal().steps());
            return new Checkpoint(about.journal(), state, about.hasBest() ? Optional.of(read(tensors, "best/")) : Optional.empty(),
                    tensors.names().contains(REFERENCES) ? tensors.read(REFERENCES).toArray() : new float[0]);
        }
    }

    private Map<String, Tensor> read(Safetensors file, String prefix) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : names) {
            Tensor tensor = file.read(prefix + name);
            check(prefix + name, tensor);
            tensors.put(name, tensor);
        }
        return tensors;
    }

    /** A run can't go on from what is not a number; the checkpoint before may be sound. */
    private static void check(String name, Tensor tensor) throws IOException {
        FloatBuffer floats = tensor.floats();
        while (floats.hasRemaining()) {
            float value = floats.get();
            if (!Float.isFinite(value)) {
                throw new IOException(name + " holds " + value + ", expected finite numbers");
            }
        }
    }

    /** Leaves the checkpoint on the disk, whole and for good, and removes all but the one before. */
    void save(Checkpoint checkpoint) throws IOException {
        String name = "step-%08d".formatted(checkpoint.journal().steps());
        Path unfinished = Files.createDirectories(folder.resolve("unfinished-" + name));
        Path state = unfinished.resolve(STATE);
        Safetensors.write(state, tensors(checkpoint), Precision.F32);
        Path about = unfinished.resolve(ABOUT);
        JSON.writeValue(about.toFile(),
                new About(request, RunDigests.file(state), checkpoint.best().isPresent(), checkpoint.journal()));
        Path finished = folder.resolve(name);
        Folders.delete(finished); // a damaged one of the same step
        Folders.publish(unfinished, finished);
        keep(KEPT);
    }

    /** Removes all but the newest one: of runs that wait, each keeps a whole optimizer. */
    void keepNewest() throws IOException {
        keep(1);
    }

    private void keep(int n) throws IOException {
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(n, all.size()), all.size())) {
            Folders.delete(old);
        }
    }

    private static Map<String, Tensor> tensors(Checkpoint checkpoint) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        checkpoint.state().learned().forEach((name, tensor) -> tensors.put("learned/" + name, tensor));
        checkpoint.state().first().forEach((name, tensor) -> tensors.put("first/" + name, tensor));
        checkpoint.state().second().forEach((name, tensor) -> tensors.put("second/" + name, tensor));
        checkpoint.best().ifPresent(best -> best.forEach((name, tensor) -> tensors.put("best/" + name, tensor)));
        if (checkpoint.references().length > 0) {
            tensors.put(REFERENCES, Tensor.of(List.of(checkpoint.references().length), checkpoint.references()));
        }
        return tensors;
    }

    private List<Path> newestFirst() throws IOException {
        return named("step-\\d+").stream().sorted(Comparator.reverseOrder()).toList();
    }

    private List<Path> named(String pattern) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> String.valueOf(path.getFileName()).matches(pattern)).toList();
        }
    }
}
