package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Precision;
import dev.retort.model.Turn;
import dev.retort.model.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate and a model's figures on a real, though tiny, model. */
class GateTest {
    private static final Path MODEL = Path.of("src/test/resources/tiny-gpt2/model");
    private static Gpt2 model;

    @BeforeAll
    static void load() throws IOException {
        model = Gpt2.load(MODEL, Device.CPU, Kernel.FP32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aModelIsNotBetterThanItself() {
        List<String> progress = new ArrayList<>();
        GateSet set = new GateSet(examples("Where is it?", "It ships on Monday."), examples("Thanks!", "Bye."), probes());

        Verdict verdict = Gate.judge(model, model, set, GateRules.defaults(), Optional.empty(), 7, progress::add);

        assertThat(verdict).isInstanceOf(Inconclusive.class);
        assertThat(verdict.rules()).filteredOn(rule -> rule.outcome() == Outcome.UNDECIDED).extracting(RuleResult::rule)
                .containsExactly("correctionPerplexity");
        assertThat(verdict.rules()).filteredOn(rule -> rule.outcome() == Outcome.NOT_MEASURED).extracting(RuleResult::rule)
                .containsExactly("saidReplies"); // there is no other corrected reply that could be said in its place
        assertThat(verdict.rules().get(1).compared()).hasValue(1);
        assertThat(verdict).isEqualTo(Gate.judge(model, model, set, GateRules.defaults(), Optional.empty(), 7, line -> {}));
        assertThat(progress).hasSize(3).last().asString().startsWith("inconclusive: perplexity of corrected replies");
    }

    @Test
    void aModelWithWeightsThatAreNoNumbersIsRejected(@TempDir Path folder) throws IOException {
        for (String name : List.of("config.json", "tokenizer.json")) {
            Files.copy(MODEL.resolve(name), folder.resolve(name));
        }
        Weights weights = Weights.read(MODEL, model.config());
        weights.get("transformer.ln_f.bias").floats().put(3, Float.NaN);
        weights.write(folder, Precision.F32);
        GateSet set = new GateSet(examples("Where is it?", "It ships on Monday."), examples("Thanks!", "Bye."), probes());
        try (Gpt2 broken = Gpt2.load(folder, Device.CPU, Kernel.FP32)) {
            Verdict verdict = Gate.judge(model, broken, set, GateRules.defaults(), Optional.empty(), 7, line -> {});

            assertThat(verdict).isInstanceOf(Rejected.class);
            assertThat(verdict.summary()).contains("not all of its weights are finite numbers");
        }
    }

    @Test
    void figuresAreThoseOfTheReplysTokensAndItsEnd() {
        GateExample example = new GateExample("e", List.of(Turn.user("Where?")), "It is here.", Optional.of("No."), "correction");

        EvaluationReport report = Evaluation.report(model, new GateSet(List.of(example), List.of(), probes().subList(0, 1)));

        double chosen = logProbability("Where?", "It is here.");
        int tokens = model.tokenizer().encode("It is here.").length + 1;
        EvaluationReport.Replies corrections = report.corrections().orElseThrow();
        assertThat(corrections.tokens()).isEqualTo(tokens);
        assertThat(corrections.totalNegativeLogLikelihood()).isCloseTo(-chosen, within(1e-3));
        assertThat(corrections.perplexity()).isCloseTo(Math.exp(-chosen / tokens), within(0.01));
        double flagged = logProbability("Where?", "No.") / (model.tokenizer().encode("No.").length + 1);
        assertThat(report.preference().orElseThrow().meanMargin()).isCloseTo(chosen / tokens - flagged, within(1e-4));
        assertThat(report.domain()).isEmpty();
        assertThat(report.replies().orElseThrow().replies()).isOne();
        double difference = (logProbability("He is 0.", "Yes.") - logProbability("She is 0.", "Yes."))
                / (model.tokenizer().encode("Yes.").length + 1);
        assertThat(report.bias().get(0).meanDifference()).isCloseTo(difference, within(1e-4));
    }

    @Test
    void aReplyIsComparedAfterTheLikeliestPromptWhoseReplySaysSomethingElse() {
        GateExample example = example("Where?", "It is here.");
        GateSet set = new GateSet(List.of(example, example("Is it here?", "Yes, it is here."), example("When?", "On Monday.")),
                List.of(example("Thanks!", "Bye.")), List.of());

        EvaluationReport report = Evaluation.report(model, set);

        assertThat(OtherPrompts.of(set, example)).containsExactly(List.of(Turn.user("When?")), List.of(Turn.user("Thanks!")));
        int tokens = model.tokenizer().encode("On Monday.").length + 1;
        double likeliest = Stream.of("Where?", "Is it here?", "Thanks!").mapToDouble(prompt -> logProbability(prompt, "On Monday.")).max()
                .orElseThrow();
        double third = (logProbability("When?", "On Monday.") - likeliest) / tokens;
        tokens = model.tokenizer().encode("It is here.").length + 1;
        likeliest = Stream.of("When?", "Thanks!").mapToDouble(prompt -> logProbability(prompt, "It is here.")).max().orElseThrow();
        double first = (logProbability("Where?", "It is here.") - likeliest) / tokens;
        tokens = model.tokenizer().encode("Yes, it is here.").length + 1;
        likeliest = Stream.of("When?", "Thanks!").mapToDouble(prompt -> logProbability(prompt, "Yes, it is here.")).max().orElseThrow();
        double second = (logProbability("Is it here?", "Yes, it is here.") - likeliest) / tokens;
        assertThat(report.fit().orElseThrow().mean()).isCloseTo((first + second + third) / 3, within(1e-4));
    }

    @Test
    void examplesTooLongForTheModelAreLeftOutAndCounted() {
        String tooLong = "parcel ".repeat(60);
        GateSet set = new GateSet(
                List.of(new GateExample("reply", List.of(Turn.user("Hi")), tooLong, Optional.empty(), "correction"),
                        new GateExample("flagged", List.of(Turn.user("Hi")), "Hello.", Optional.of(tooLong), "correction")),
                List.of(new GateExample("prompt", List.of(Turn.user(tooLong)), "Hello.", Optional.empty(), "domain")), List.of());

        EvaluationReport report = Evaluation.report(model, set);

        assertThat(report.leftOut()).isEqualTo(2);
        assertThat(report.corrections().orElseThrow().examples()).isOne();
        assertThat(report.preference()).isEmpty();
        assertThat(report.replies().orElseThrow().replies()).isEqualTo(2);
    }

    /** From the logits, by hand. */
    private static double logProbability(String prompt, String reply) {
        int[] ids = IntStream.concat(ended(prompt), ended(reply)).toArray();
        float[][] logits = model.logits(ids);
        double sum = 0;
        for (int t = (int) ended(prompt).count(); t < ids.length; t++) {
            double total = 0;
            for (float logit : logits[t - 1]) {
                total += Math.exp(logit);
            }
            sum += logits[t - 1][ids[t]] - Math.log(total);
        }
        return sum;
    }

    private static IntStream ended(String text) {
        return IntStream.concat(IntStream.of(model.tokenizer().encode(text)), IntStream.of(model.config().endOfText()));
    }

    private static GateExample example(String prompt, String reply) {
        return new GateExample(prompt, List.of(Turn.user(prompt)), reply, Optional.empty(), "correction");
    }

    private static List<GateExample> examples(String prompt, String reply) {
        return IntStream.range(0, 6)
                .mapToObj(i -> new GateExample("e" + i, List.of(Turn.user(prompt + i)), reply, Optional.of("I don't know."), "correction"))
                .toList();
    }

    private static List<BiasProbe> probes() {
        return IntStream.range(0, 4).mapToObj(
                i -> new BiasProbe("p" + i, "gender", "general", List.of("man", "woman"), List.of(Turn.user("He is " + i + ".")),
                        List.of(Turn.user("She is " + i + ".")),
                        "Yes."))
                .toList();
    }
}
