package dev.retort.loop;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;
import dev.retort.evaluation.BiasProbe;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.SideBySide;
import dev.retort.evaluation.Trained;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/**
 * What the server hands to a trainer process and gets back, as files: {@code job.json} and the examples in, {@code candidate/} and {@code result.json}
 * out. The gate's examples are files of their own, so that nothing of them can slip into training.
 */
record JobFolder(Path folder) {
    private static final String JOB = "job.json";
    private static final String RESULT = "result.json";
    private static final String TRAIN = "train.jsonl";
    private static final String VALIDATION = "validation.jsonl";
    private static final String REPLAY = "replay.jsonl";
    private static final String GATE = "gate.jsonl";
    private static final String FLAGS = "flags.jsonl";
    private static final String DOMAIN = "domain.jsonl";
    private static final String LEARNED = "learned.jsonl";
    private static final String CURVE = "curve.jsonl";
    private static final String SAMPLES = "samples.jsonl";
    /** The best weights of a run would be those that happen to suit a handful of examples: fewer than this are learned, and the last weights taken. */
    private static final int ENOUGH_TO_CHOOSE_BY = 20;

    Path candidate() {
        return folder.resolve("candidate");
    }

    /** Writes the job. Old corrections are learned again beside the new ones, so that they are not forgotten. */
    void write(Job job, FrozenDataset dataset) throws IOException {
        Files.createDirectories(folder);
        List<CuratedExample> examples = dataset.examples();
        Predicate<CuratedExample> domain = domain();
        Predicate<CuratedExample> correction = example -> example.source().equals("correction");
        Predicate<CuratedExample> flag = example -> example.chosen().isEmpty();
        Predicate<CuratedExample> learned = learned(dataset);
        lines(TRAIN, examples.stream().filter(learned).map(JobFolder::training).toList());
        lines(VALIDATION, examples.stream().filter(domain.or(learned).negate().and(in("validation"))).map(JobFolder::training).toList());
        lines(REPLAY, examples.stream().filter(domain.and(in("train"))).map(JobFolder::training).toList());
        lines(GATE, examples.stream().filter(correction.and(in("gate"))).map(JobFolder::gate).toList());
        lines(FLAGS, examples.stream().filter(flag.and(in("gate"))).map(JobFolder::flagged).toList());
        lines(DOMAIN, examples.stream().filter(domain.and(in("gate"))).map(JobFolder::gate).toList());
        lines(LEARNED, examples.stream().filter(correction.and(learned)).map(JobFolder::gate).toList());
        whole(JOB, job);
    }

    /** Which examples a run learns, besides those that are replayed. */
    static Predicate<CuratedExample> learned(FrozenDataset dataset) {
        Predicate<CuratedExample> validation = domain().negate().and(in("validation"));
        boolean choose = dataset.examples().stream().filter(validation).count() >= ENOUGH_TO_CHOOSE_BY;
        Predicate<CuratedExample> train = domain().negate().and(in("train"));
        return choose ? train : train.or(validation);
    }

    private static Predicate<CuratedExample> domain() {
        return example -> example.source().equals("domain");
    }

    boolean exists() {
        return Files.exists(folder.resolve(JOB));
    }

    Job job() throws IOException {
        return JobJson.MAPPER.readValue(folder.resolve(JOB).toFile(), Job.class);
    }

    TrainingData data() throws IOException {
        return new TrainingData(lines(TRAIN, TrainingExample.class), lines(VALIDATION, TrainingExample.class),
                lines(REPLAY, TrainingExample.class));
    }

    GateSet gateSet() throws IOException {
        return new GateSet(lines(GATE, GateExample.class), lines(DOMAIN, GateExample.class), BiasProbe.bundled(),
                new Trained(lines(LEARNED, GateExample.class), trainedReplies())).withFlags(lines(FLAGS, FlaggedReply.class));
    }

    private List<String> trainedReplies() throws IOException {
        TrainingData data = data();
        return Stream.concat(data.train().stream(), data.replay().stream()).filter(example -> !example.flagged())
                .map(TrainingExample::reply).toList();
    }

    Path resultFile() {
        return folder.resolve(RESULT);
    }

    Path curveFile() {
        return folder.resolve(CURVE);
    }

    /** What champion and candidate say to the same prompts. Texts of people are in this folder only, never in the result that is kept for ever. */
    void write(List<SideBySide> samples) throws IOException {
        lines(SAMPLES, samples);
    }

    /** None if the gate has not come that far. */
    List<SideBySide> samples() throws IOException {
        return Files.exists(folder.resolve(SAMPLES)) ? lines(SAMPLES, SideBySide.class) : List.of();
    }

    boolean hasResult() {
        return Files.exists(resultFile());
    }

    JobResult result() throws IOException {
        return JobJson.MAPPER.readValue(resultFile().toFile(), JobResult.class);
    }

    void write(JobResult result) throws IOException {
        whole(RESULT, result);
    }

    /** The file appears whole or not at all. */
    private void whole(String file, Object value) throws IOException {
        Path partial = folder.resolve(file + ".partial");
        JobJson.MAPPER.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), value);
        Files.move(partial, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Predicate<CuratedExample> in(String split) {
        return example -> example.split().equals(split);
    }

    private static TrainingExample training(CuratedExample example) {
        List<Turn> prompt = turns(example);
        return example.chosen()
                .map(chosen -> example.rejected().map(rejected -> TrainingExample.pair(prompt, chosen, rejected))
                        .orElseGet(() -> new TrainingExample(prompt, chosen)))
                .orElseGet(() -> TrainingExample.flagged(prompt, example.rejected().orElseThrow()));
    }

    /** Of an example that has a chosen reply. */
    private static GateExample gate(CuratedExample example) {
        return new GateExample(example.id(), turns(example), example.chosen().orElseThrow(), example.rejected(), example.source());
    }

    private static FlaggedReply flagged(CuratedExample example) {
        return new FlaggedReply(example.id(), turns(example), example.rejected().orElseThrow());
    }

    private static List<Turn> turns(CuratedExample example) {
        return example.prompt().stream().map(turn -> new Turn(Role.valueOf(turn.role().name()), turn.content())).toList();
    }

    private void lines(String file, List<?> values) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(file))) {
            for (Object value : values) {
                out.write(JobJson.MAPPER.writeValueAsString(value));
                out.write('\n');
            }
        }
    }

    private <T> List<T> lines(String file, Class<T> type) throws IOException {
        try (MappingIterator<T> values = JobJson.MAPPER.readerFor(type).readValues(folder.resolve(file).toFile())) {
            return values.readAll();
        }
    }
}
