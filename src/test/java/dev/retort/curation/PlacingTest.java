package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.curation.Clusters.Place;
import dev.retort.meaning.OnnxEncoder;
import dev.retort.meaning.SharedEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacingTest {
    private static SharedEncoder encoder;

    @BeforeAll
    static void open() throws IOException {
        encoder = SharedEncoder.of(OnnxEncoder.bundled());
    }

    @AfterAll
    static void close() {
        encoder.end();
    }

    /** A correction of a gap of a desk. */
    private record Corrected(String gap, String question) {}

    /** Questions of the first rounds of a desk that agents correct, as the demonstration has them. */
    private static List<Corrected> corrected(String desk, int rounds) throws IOException {
        String folder = desk.equals("shop") ? "" : desk + "/";
        JsonNode gaps = json(folder + (desk.equals("shop") ? "questions.json" : "domain.json")).path("gaps");
        JsonNode later = json(folder + "rounds.json").path("later");
        List<Corrected> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (JsonNode gap : gaps) {
                String intent = gap.path("intent").asText();
                for (JsonNode asked : round == 0 ? gap.path("asked") : later.path(intent).get(round - 1)) {
                    all.add(new Corrected(intent, asked.isArray() ? asked.get(asked.size() - 1).asText() : asked.asText()));
                }
            }
        }
        return all;
    }

    private static List<String> questions(List<Corrected> corrected) {
        return corrected.stream().map(Corrected::question).toList();
    }

    private static JsonNode json(String file) throws IOException {
        try (var in = PlacingTest.class.getResourceAsStream("/demo/" + file)) {
            return new ObjectMapper().readTree(in);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "library"})
    void noNearDuplicateOfWhatIsHeldBackIsLearned(String desk) throws IOException {
        var placed = new PlacedQuestions(Optional.of(encoder));
        List<Corrected> all = corrected(desk, 5);
        List<Split> splits = placed.at(1, questions(all)).stream().map(Place::split).toList();

        assertThat(placed.nearPairs()).as("near duplicates").isNotEmpty()
                .allSatisfy(pair -> assertThat(Stream.of(pair.one(), pair.other()).map(splits::get).filter(split -> split != Split.BETWEEN)
                        .distinct()).as("%s | %s", all.get(pair.one()), all.get(pair.other())).hasSizeLessThan(2));
        assertThat(splits.stream().filter(split -> split == Split.BETWEEN).count()).as("left out of both")
                .isLessThan(all.size() / 20);
        assertThat(share(splits, Split.GATE)).isBetween(0.12, 0.28);
        assertThat(share(splits, Split.TRAIN)).isBetween(0.6, 0.8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "library"})
    void ofTheFirstCorrectionsMostAreLearnedAndOfEachGapSome(String desk) throws IOException {
        List<Corrected> all = corrected(desk, 1);
        List<Split> splits = new PlacedQuestions(Optional.of(encoder)).at(1, questions(all)).stream().map(Place::split).toList();

        assertThat(share(splits, Split.TRAIN)).isBetween(0.6, 0.8);
        assertThat(splits.stream().filter(split -> split == Split.GATE).count()).isGreaterThanOrEqualTo(all.size() / 6);
        for (String gap : all.stream().map(Corrected::gap).distinct().toList()) {
            assertThat(IntStream.range(0, all.size()).filter(i -> all.get(i).gap().equals(gap) && splits.get(i) == Split.TRAIN))
                    .as(gap).isNotEmpty();
        }
    }

    private static double share(List<Split> splits, Split of) {
        return splits.stream().filter(split -> split == of).count() / (double) splits.size();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 100, 1000})
    void theSameQuestionsInTheSameOrderGetTheSamePlacesHoweverManyComeAtOnce(int batch) throws IOException {
        List<String> questions = questions(corrected("shop", 5));
        List<Place> oneByOne = new PlacedQuestions(Optional.of(encoder)).at(1, questions);

        assertThat(new PlacedQuestions(Optional.of(encoder)).at(batch, questions)).isEqualTo(oneByOne);
    }

    @Test
    void withoutAnEncoderWordsHold() throws IOException {
        var placed = new PlacedQuestions(Optional.empty());
        assertThat(placed.at(1, questions(corrected("shop", 1))).stream().map(Place::cluster).distinct()).hasSize(45);
        assertThat(placed.at(1, List.of("I am a student, do I get a discount please?")).get(0).cluster())
                .isEqualTo(placed.at(1, List.of("I am a student. Do I get a discount?")).get(0).cluster());
    }

    @Test
    void theSameInOtherWordsGoesToTheSameCluster() {
        var placed = new PlacedQuestions(Optional.of(encoder));
        List<Place> places = placed.at(1, List.of("I come by car. Where do I park?", "Where can I park my car?", "Where can't my car park?",
                "Where can I park my 2 cars?", "I come by car. Where do I park?"));

        assertThat(places.get(1)).isEqualTo(places.get(0)).isEqualTo(places.get(4));
        assertThat(Stream.of(0, 2, 3).map(i -> places.get(i).cluster()).distinct()).hasSize(3);
    }

    @Test
    void whatIsNearToTwoSplitsIsInNeitherAndHoldsNothingElseBack() {
        String held = "Do you have a student discount?";
        String learned = "Can I get a discount with my student card?";
        var placed = new PlacedQuestions(Optional.of(encoder));
        placed.lay(held, Split.GATE);
        placed.lay(learned, Split.TRAIN);

        for (int again = 0; again < 2; again++) {
            assertThat(placed.at(1, List.of("I am a student. Do I get a discount?")).get(0).split()).isEqualTo(Split.BETWEEN);
        }
        assertThat(placed.at(1, List.of(held)).get(0).split()).isEqualTo(Split.GATE);
        assertThat(placed.at(1, List.of(learned)).get(0).split()).isEqualTo(Split.TRAIN);
        assertThat(placed.at(1, List.of("Where can I park my car?")).get(0).split()).as("the first of the sequence").isEqualTo(Split.TRAIN);
    }
}
