package dev.retort.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import dev.retort.dataset.QuestionClusters.Place;
import dev.retort.dataset.QuestionClusters.Placed;
import dev.retort.meaning.Encoder;
import dev.retort.meaning.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Parts of a data set whose questions are compared by their meaning, with the real encoder. */
class QuestionMeaningsTest extends Importing {
    private static final String LONG = "Dear library, "
            + "I have read a great many of your books on the sea with much joy, and so have my friends, ".repeat(8);
    private static OnnxEncoder encoder;
    private int asked;

    @BeforeAll
    static void load() throws IOException {
        encoder = OnnxEncoder.bundled();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private final class Counting implements Encoder {
        @Override
        public String digest() {
            return encoder.digest();
        }

        @Override
        public int dimensions() {
            return encoder.dimensions();
        }

        @Override
        public boolean reads(String text) {
            return encoder.reads(text);
        }

        @Override
        public float[] encode(String text) {
            asked++;
            return encoder.encode(text);
        }

        @Override
        public void close() {}
    }

    private QuestionClusters clusters(int most) {
        return new QuestionClusters(Optional.of(new ByMeaning(new Counting(), most)));
    }

    private static Placed place(QuestionClusters clusters, String question) {
        return clusters.place(question, 1, Optional.empty());
    }

    /** A question that goes to this part by itself. */
    private static String goingTo(DatasetSplit part, Stream<String> wordings) {
        return wordings.filter(wording -> DatasetSplit.ofFingerprint(QuestionClusters.fingerprint(QuestionClusters.words(wording))) == part)
                .findFirst().orElseThrow();
    }

    private static Stream<String> wordings() {
        return Stream.of("How long can I keep a book?", "For how long can I keep a book?", "How long may I keep books?",
                "how long may I keep a book for", "how many weeks can I keep a book?", "How long am I allowed to keep a book?",
                "For what time may I keep a book?", "How many days may I keep a book?", "how much time have I got to keep a book?",
                "how long is a book mine to keep", "For how many weeks may I keep one book?", "For how long may a book be kept by me?",
                "What time can I keep a book for?", "how long could I keep a book, please?", "How long do you let me keep a book?");
    }

    @Test
    void theSameInOtherWordsGoesToTheSamePart() {
        QuestionClusters clusters = clusters(100);
        Placed first = place(clusters, goingTo(DatasetSplit.GATE, wordings()));
        List<Placed> others = new ArrayList<>();
        wordings().forEach(wording -> others.add(place(clusters, wording)));

        assertThat(first.split()).isEqualTo(DatasetSplit.GATE);
        assertThat(others).filteredOn(placed -> placed.place() == Place.ALIKE).hasSizeGreaterThan(5)
                .allSatisfy(placed -> assertThat(placed.split()).isEqualTo(DatasetSplit.GATE));
        assertThat(place(clusters, "Where can I park my bike?").place()).isEqualTo(Place.NEW);

        QuestionClusters byWords = new QuestionClusters(Optional.empty());
        assertThat(wordings().map(wording -> place(byWords, wording).split()).distinct()).as("without an encoder").hasSizeGreaterThan(1);
    }

    @Test
    void whatIsAlikeToQuestionsOfTwoPartsIsLeftOut() {
        QuestionClusters clusters = clusters(100);
        clusters.place("How long can I keep a book?", 1, Optional.of(DatasetSplit.TRAIN));
        clusters.place("How many weeks can I keep a book?", 2, Optional.of(DatasetSplit.GATE));

        assertThat(place(clusters, "For how many weeks may I keep a book?").place()).isEqualTo(Place.BETWEEN);
        assertThat(place(clusters, "How many weeks can I keep a book?")).as("the very same").isEqualTo(
                new Placed(Place.SAME, DatasetSplit.GATE, 1, OptionalInt.of(1)));
    }

    @Test
    void aPartThatIsLaidDownHoldsWhateverMeansTheSame() {
        QuestionClusters clusters = clusters(100);

        assertThat(wordings()
                .map(wording -> clusters.place(wording, 1, Optional.of(wording.contains("may") ? DatasetSplit.GATE : DatasetSplit.TRAIN)))
                .map(Placed::place)).filteredOn(place -> place == Place.BETWEEN).as("words alone").hasSizeLessThanOrEqualTo(2);
        assertThat(asked).as("nobody had to be compared").isZero();
    }

    @Test
    void onlySoManyAreRead() throws IOException {
        QuestionClusters clusters = clusters(3);
        wordings().forEach(wording -> place(clusters, wording));
        wordings().forEach(wording -> place(clusters, wording));
        assertThat(asked).isEqualTo(3);
        assertThat(clusters.byMeaning()).isEqualTo(3);
        assertThat(clusters.byWordsAlone()).isPositive();

        Files.writeString(imports.file(),
                "query,reply\nHow long can I keep a book?,5 weeks\nWhere is a café?,There\nWhen do you open?,At 9\n");
        QualityReport report = imports.run(imports.request(Imports.CSV).comparing(new ByMeaning(encoder, 2))).report().orElseThrow();
        assertThat(report.notes()).anyMatch(note -> note.startsWith(
                "The first 2 different questions were compared by their meaning, 1 by their words alone"));
    }

    @Test
    void theReportCountsThemAndShowsWhere() throws IOException {
        Files.writeString(imports.file(),
                "query,reply\nHow long can I keep a book?,5 weeks\nWhere is a café?,There\nhow long may I keep books,Five weeks\n");
        Dataset dataset = imports.run(imports.request(Imports.CSV).comparing(new ByMeaning(encoder, 100)));
        QualityReport.Questioned questions = dataset.report().orElseThrow().questions();

        assertThat(questions.alike()).isEqualTo(new QualityReport.Found(1, List.of("4")));
        assertThat(questions.clusters()).isEqualTo(2);
        assertThat(questions.byMeaning()).isEqualTo(3);
        assertThat(Files.readString(dataset.folder().resolve(QualityReport.PAGE))).contains("1 the same in other words line 4");
    }

    @Test
    void anotherRowThatSaysOtherwiseIsShown() throws IOException {
        Files.writeString(imports.file(), """
                query,reply
                How long can I keep a book?,You can keep it for 3 weeks.
                how long may I keep books,"5 weeks, that is 35 days."
                How long can I keep a book?,"3 weeks, and 6 with a renewal"
                How long can I keep a book?,For 2 weeks
                Is there a café?,"Yes, on floor 2."
                Where can I park my bike?,In front of the house.
                """);
        QualityReport report = imports.run(imports.request(Imports.CSV).comparing(new ByMeaning(encoder, 100))).report().orElseThrow();

        assertThat(report.notes()).contains("Rows that answer what an earlier row asks with other numbers, one of which may be out of date:"
                + " 2, line 3 (line 2 says otherwise), 5 (line 2 says otherwise).");
    }

    /** An encoder reads the beginning of a text, where letters are often alike. */
    @Test
    void longTextsAreComparedByTheirWords() {
        QuestionClusters clusters = clusters(100);
        place(clusters, LONG + "How do I cancel?");

        assertThat(place(clusters, LONG + "how can I cancel").place()).isEqualTo(Place.NEAR);
        assertThat(place(clusters, "Dear shop, " + LONG.replaceAll("\\w*o\\w*", "word$0")).place()).isEqualTo(Place.NEW);
        assertThat(asked).isZero();
    }

    @Test
    void whatIsHeldOutOfATrainingPartIsNotTrainedOnInOtherWords() throws Exception {
        var rows = new StringBuilder();
        List<String> pairs = List.of("How long can I keep a book?|how long may I keep books",
                "Where can I park my bike?|where may I park my bicycle",
                "Do you have a café?|is there a café in the library", "I have lost my card.|my card is lost",
                "When do you open on Monday?|at what time do you open on Monday", "Can I print here?|is it possible to print here",
                "Are dogs allowed?|is it allowed to bring my dog", "How do I become a member?|how can I be a member",
                "Do you lend films?|can I borrow films", "Is there a children's corner?|do you have a corner for children");
        for (String pair : pairs) {
            for (String question : pair.split("\\|")) {
                rows.append(
                        "{\"prompt\":\"%s\",\"completion\":\"Answer %d\",\"split\":\"train\"}%n".formatted(question, pairs.indexOf(pair)));
            }
        }
        Dataset dataset = imports.run(Imports.JSONL, rows.toString());
        var data = dataset.trainingWithHeldOut(Optional.of(new ByMeaning(encoder, 100)));
        var byWords = dataset.trainingWithHeldOut(Optional.empty());

        assertThat(data.validation()).isNotEmpty();
        List<String> leaked = data.validation().stream().map(example -> example.reply())
                .filter(reply -> data.train().stream().anyMatch(example -> example.reply().equals(reply))).toList();
        List<String> leakedByWords = byWords.validation().stream().map(example -> example.reply())
                .filter(reply -> byWords.train().stream().anyMatch(example -> example.reply().equals(reply))).toList();
        assertThat(leaked.size()).isLessThan(leakedByWords.size());
    }
}
