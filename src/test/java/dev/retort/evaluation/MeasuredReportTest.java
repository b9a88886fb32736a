package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Turn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a report tells beside the rules' figures, of a tiny model. */
class MeasuredReportTest {
    private static Gpt2 model;

    @BeforeAll
    static void load() throws IOException {
        model = Gpt2.load(Path.of("src/test/resources/tiny-gpt2/model"), Device.CPU, Kernel.FP32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void figuresAreBrokenDownBySourceAndDomain() {
        EvaluationReport report = Evaluation.report(model,
                new GateSet(List.of(example("Where?", "Here.", "correction", Optional.of("delivery"))),
                        List.of(example("Thanks!", "Bye.", "chats.csv", Optional.of("smalltalk")),
                                example("When?", "On Monday.", "chats.csv",
                                        Optional.of("delivery"))),
                        List.of()));

        Breakdown parts = report.breakdown();
        assertThat(parts.sources()).containsOnlyKeys("chats.csv", "correction");
        assertThat(parts.domains()).containsOnlyKeys("delivery", "smalltalk");
        assertThat(parts.domains().get("delivery").examples()).isEqualTo(2);
        assertThat(parts.sources().get("correction")).isEqualTo(report.corrections().orElseThrow());
        assertThat(parts.domains().values().stream().mapToDouble(EvaluationReport.Replies::totalNegativeLogLikelihood).sum()).isCloseTo(
                report.corrections().orElseThrow().totalNegativeLogLikelihood()
                        + report.domain().orElseThrow().totalNegativeLogLikelihood(),
                within(1e-6));
    }

    @Test
    void correctionsThatWereTrainedOnAreReportedApart() {
        GateExample asked = example("Where?", "It is here.", "correction", Optional.empty());
        String says = GreedyReplies.write(model, List.of(GreedyReplies.prompt(model, asked.prompt(), 48).orElseThrow()), 48).get(0).text();
        GateExample stillFlagged = new GateExample("f", asked.prompt(), "It is here.", Optional.of(says.toUpperCase()), "correction");
        GateExample learned = new GateExample("l", asked.prompt(), says, Optional.of("No."), "correction");

        EvaluationReport report = Evaluation.report(model,
                new GateSet(List.of(stillFlagged), List.of(), List.of(), new Trained(List.of(learned), List.of())));

        CorrectionTests held = report.held().orElseThrow();
        assertThat(List.of(held.saysFlagged(), held.saysCorrected())).containsExactly(1.0, 0.0);
        assertThat(held.answered()).isOne();
        CorrectionTests trained = report.learned().orElseThrow();
        assertThat(List.of(trained.saysFlagged(), trained.saysCorrected())).containsExactly(0.0, 1.0);
        assertThat(report.samples()).hasSize(1).first().extracting(Sample::reply).isEqualTo(says);
    }

    @Test
    void rightRepliesToKnownQuestionsAreCountedWithoutWhatWasCorrectedElsewhere() {
        List<Turn> where = List.of(Turn.user("Where?"));
        String says = GreedyReplies.write(model, List.of(GreedyReplies.prompt(model, where, 48).orElseThrow()), 48).get(0).text();
        GateExample corrected = new GateExample("c", List.of(Turn.user("how much?")), "It is free.", Optional.of("Bye."), "correction");
        List<GateExample> domain = List.of(example("Where?", says.toUpperCase(Locale.ROOT), "domain", Optional.empty()),
                example("When?", "Never.", "domain", Optional.empty()), example("Thanks!", "bye", "domain", Optional.empty()),
                example("How much", "It is 3 euros.", "domain", Optional.empty()));

        Portion known = Evaluation.report(model, new GateSet(List.of(corrected), domain, List.of())).known().orElseThrow();

        assertThat(known.of()).as("not the flagged reply, and not the corrected question").isEqualTo(2);
        assertThat(known.count()).isOne();
    }

    @Test
    void aFlaggedReplyThatNobodyBetteredIsATestOfItsOwn() {
        List<Turn> prompt = List.of(Turn.user("Where?"));
        String says = GreedyReplies.write(model, List.of(GreedyReplies.prompt(model, prompt, 48).orElseThrow()), 48).get(0).text();
        List<FlaggedReply> flags = List.of(new FlaggedReply("a", prompt, says),
                new FlaggedReply("b", List.of(Turn.user("When?")), "Never."));

        EvaluationReport report = Evaluation.report(model, new GateSet(List.of(), List.of(), List.of()).withFlags(flags));

        assertThat(report.flags().orElseThrow().answered()).isEqualTo(2);
        assertThat(report.flags().orElseThrow().saysFlagged()).isEqualTo(0.5);

        GateSet both = new GateSet(List.of(example("When?", "Never.", "correction", Optional.empty())), List.of(), List.of())
                .withFlags(flags.subList(1, 2));
        EvaluationReport same = Evaluation.report(model, both);
        assertThat(same.flags().orElseThrow().perplexity()).as("measured as a corrected reply is")
                .isEqualTo(same.corrections().orElseThrow().perplexity());
    }

    @Test
    void aTrainedCorrectionIsPreferredByTheSameMeasureAsOneHeldBack() {
        List<GateExample> corrections = List.of(flagged("Where?", "It is here.", "No."), flagged("Where?", "No.", "It is here."));

        EvaluationReport report = Evaluation.report(model,
                new GateSet(corrections, List.of(), List.of(), new Trained(corrections, List.of())));

        assertThat(report.learned().orElseThrow().preferred()).isEqualTo(report.preference().orElseThrow().share()).isEqualTo(0.5);
        assertThat(report.learned().orElseThrow().paired()).isEqualTo(2);
        assertThat(report.held()).isEqualTo(report.learned());
    }

    private static GateExample flagged(String prompt, String reply, String flagged) {
        return new GateExample(prompt, List.of(Turn.user(prompt)), reply, Optional.of(flagged), "correction");
    }

    @Test
    void aReportIsJson() throws IOException {
        EvaluationReport report = Evaluation.report(model,
                new GateSet(List.of(example("Where?", "Here.", "correction", Optional.empty())), List.of(), List.of()));

        JsonNode json = new ObjectMapper().readTree(report.toJson());

        assertThat(json.at("/corrections/examples").asInt()).isOne();
        assertThat(json.path("domain").isNull()).isTrue();
        assertThat(json.at("/safety/replies").asInt()).isOne();
    }

    private static GateExample example(String prompt, String reply, String source, Optional<String> domain) {
        return new GateExample(prompt, List.of(Turn.user(prompt)), reply, Optional.empty(), source, domain);
    }
}
