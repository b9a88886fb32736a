package dev.retort.trainer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.retort.artifacts.WholeFile;
import dev.retort.evaluation.BiasProbe;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.SideBySide;
import dev.retort.evaluation.Trained;
import dev.retort.text.Words;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/**
 * Files between server and trainer process: {@code job.json} and the examples go in, {@code candidate/} and {@code result.json} come out. The gate's examples
 * are files of their own, so that nothing of them can slip into training.
 */
public record JobFolder(Path folder) {
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
    private static final String DISTILLATION = "distillation.json";
    /** A memory measures well by so many, and soon. */
    private static final int MOST_KNOWN = 500;
    private static final int MOST_OF_A_CORRECTED_REPLY = 20;

    public Path candidate() {
        return folder.resolve("candidate");
    }

    public void write(Job job, JobExamples examples) throws IOException {
        Files.createDirectories(folder);
        lines(TRAIN, examples.training().train());
        lines(VALIDATION, examples.training().validation());
        lines(REPLAY, examples.training().replay());
        lines(GATE, examples.gate());
        lines(FLAGS, examples.flags());
        lines(DOMAIN, examples.domain());
        lines(LEARNED, examples.learned());
        whole(JOB, job);
    }

    public boolean exists() {
        return Files.exists(folder.resolve(JOB));
    }

    public Job job() throws IOException {
        return JobJson.MAPPER.readValue(folder.resolve(JOB).toFile(), Job.class);
    }

    TrainingData data() throws IOException {
        return new TrainingData(lines(TRAIN, TrainingExample.class), lines(VALIDATION, TrainingExample.class),
                lines(REPLAY, TrainingExample.class));
    }

    GateSet gateSet() throws IOException {
        TrainingData data = data();
        List<GateExample> learned = lines(LEARNED, GateExample.class);
        return new GateSet(lines(GATE, GateExample.class), lines(DOMAIN, GateExample.class), BiasProbe.bundled(),
                new Trained(learned, trainedReplies(data))).withFlags(lines(FLAGS, FlaggedReply.class))
                .withKnown(known(learned, data.replay()));
    }

    /**
     * Some of the questions that the model was made to answer. A server's memory knows all that begin a conversation. Of those whose reply was corrected
     * elsewhere enough are taken for a memory to see whether the reply is right there, of the rest some from all over.
     */
    private static List<GateExample> known(List<GateExample> corrections, List<TrainingExample> replay) {
        Set<String> corrected = corrections.stream().flatMap(learned -> learned.rejected().stream())
                .map(Words::joined).collect(Collectors.toSet());
        Collection<TrainingExample> questions = replay.stream()
                .filter(example -> !example.flagged() && example.prompt().size() == 1)
                .collect(Collectors.toMap(TrainingExample::prompt, Function.identity(), (first, again) -> first, LinkedHashMap::new))
                .values();
        Map<String, List<TrainingExample>> doubtful = questions.stream().filter(known -> corrected.contains(Words.joined(known.reply())))
                .collect(Collectors.groupingBy(known -> Words.joined(known.reply()), LinkedHashMap::new, Collectors.toList()));
        List<TrainingExample> chosen = new ArrayList<>(
                doubtful.values().stream().flatMap(uses -> spread(uses, MOST_OF_A_CORRECTED_REPLY)).limit(MOST_KNOWN / 2).toList());
        spread(questions.stream().filter(known -> !corrected.contains(Words.joined(known.reply()))).toList(), MOST_KNOWN - chosen.size())
                .forEach(chosen::add);
        return IntStream.range(0, chosen.size()).mapToObj(i -> new GateExample("known-" + i, chosen.get(i).prompt(), chosen.get(i).reply(),
                Optional.empty(), "replay")).toList();
    }

    private static Stream<TrainingExample> spread(List<TrainingExample> all, int most) {
        int count = Math.min(most, all.size());
        return IntStream.range(0, count).mapToObj(i -> all.get((int) ((long) i * all.size() / count)));
    }

    private static List<String> trainedReplies(TrainingData data) {
        return Stream.concat(data.train().stream(), data.replay().stream()).filter(example -> !example.flagged())
                .map(TrainingExample::reply).toList();
    }

    /** Old questions that an attempt of the run has mined; none if none has come that far. */
    Optional<Distillation> distillation() throws IOException {
        Path file = folder.resolveSibling(DISTILLATION);
        return Files.exists(file) ? Optional.of(JobJson.MAPPER.readValue(file.toFile(), Distillation.class)) : Optional.empty();
    }

    /** Keeps what was mined beside all attempts of the run: a checkpoint goes on only with the same examples. */
    void write(Distillation distillation) throws IOException {
        WholeFile.replace(folder.resolveSibling(DISTILLATION), JobJson.MAPPER.writeValueAsString(distillation));
    }

    public Path resultFile() {
        return folder.resolve(RESULT);
    }

    public Path curveFile() {
        return folder.resolve(CURVE);
    }

    /** Writes the replies of champion and candidate to the same prompts. People's words are in this folder only, never in the result that is kept for ever. */
    void write(List<SideBySide> samples) throws IOException {
        lines(SAMPLES, samples);
    }

    /** Replies of both models to the same prompts; none if the gate has not come that far. */
    public List<SideBySide> samples() throws IOException {
        return Files.exists(folder.resolve(SAMPLES)) ? lines(SAMPLES, SideBySide.class) : List.of();
    }

    public boolean hasResult() {
        return Files.exists(resultFile());
    }

    public JobResult result() throws IOException {
        return JobJson.MAPPER.readValue(resultFile().toFile(), JobResult.class);
    }

    void write(JobResult result) throws IOException {
        whole(RESULT, result);
    }

    private void whole(String file, Object value) throws IOException {
        WholeFile.replace(folder.resolve(file), JobJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
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
