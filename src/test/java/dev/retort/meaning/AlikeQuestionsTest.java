package dev.retort.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.text.WordSet;
import dev.retort.text.Words;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlikeQuestionsTest {
    private static final Set<String> TOPICS = Set.of("loans.period", "loans.fees", "hours.sunday", "hours.saturday", "computers.print",
            "computers.copy", "cards.price", "cards.lost", "rooms.study", "services.data", "loans.due", "digital.period", "give.books",
            "give.sale", "computers.laptop", "computers.use");
    private static OnnxEncoder encoder;

    @BeforeAll
    static void load() throws IOException {
        encoder = OnnxEncoder.bundled();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private record Labelled(String topic, WordSet words, AlikeQuestions.Question question) {}

    private record Pairs(int right, int wrong) {
        double precision() {
            return right / (double) (right + wrong);
        }
    }

    /** Topics of the library's desk, many of which are nearly about what another is about. */
    @Test
    void manyMorePairsAreFoundThanByWordsAndHardlyAnyIsWrong() throws IOException {
        List<Labelled> asked = asked();
        Pairs byWords = pairs(asked, (one, other) -> one.words().isNear(other.words()));
        Pairs byMeaning = pairs(asked, (one, other) -> one.question().isAlike(other.question()));
        Pairs byBoth = pairs(asked,
                (one, other) -> one.words().isNear(other.words()) || one.question().isAlike(other.question()));

        assertThat(asked).hasSizeGreaterThan(350);
        assertThat(byWords.right()).isPositive();
        assertThat(byMeaning.right()).isGreaterThan(8 * byWords.right());
        assertThat(byMeaning.precision()).isGreaterThan(0.97);
        assertThat(byBoth.right()).as("words find some that the encoder does not").isGreaterThan(byMeaning.right());
    }

    private static List<Labelled> asked() throws IOException {
        AlikeQuestions questions = new AlikeQuestions(encoder);
        ObjectMapper json = new ObjectMapper();
        Map<List<String>, Labelled> asked = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("src", "main", "resources", "demo", "library", "conversations.jsonl"))) {
            JsonNode row = json.readTree(line);
            String text = row.path("messages").get(0).path("content").asText();
            if (TOPICS.contains(row.path("source").asText()) && !asked.containsKey(Words.of(text))) {
                asked.put(Words.of(text), new Labelled(row.path("source").asText(), WordSet.of(text), questions.read(text).orElseThrow()));
            }
        }
        return List.copyOf(asked.values());
    }

    private static Pairs pairs(List<Labelled> asked, BiPredicate<Labelled, Labelled> alike) {
        int right = 0;
        int wrong = 0;
        for (int i = 0; i < asked.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (alike.test(asked.get(i), asked.get(j))) {
                    boolean same = asked.get(i).topic().equals(asked.get(j).topic());
                    right += same ? 1 : 0;
                    wrong += same ? 0 : 1;
                }
            }
        }
        return new Pairs(right, wrong);
    }

    @Test
    void aNumberOrANegationTellsTwoQuestionsApart() {
        AlikeQuestions questions = new AlikeQuestions(encoder);
        add(questions, "Can I cancel my order?", "Is order 10045 on its way?");

        assertThat(alike(questions, "Can I not cancel my order?")).isEmpty();
        assertThat(alike(questions, "Could I cancel my order?")).containsExactly(0);
        assertThat(alike(questions, "Is order 10046 on its way?")).isEmpty();
        assertThat(alike(questions, "Is my order 10045 on the way?")).containsExactly(1);
    }

    @Test
    void whatTheEncoderCannotReadIsLikeNothing() {
        AlikeQuestions questions = new AlikeQuestions(encoder);

        assertThat(questions.read("怎么删除账户？")).as("letters that it does not know").isEmpty();
        assertThat(questions.read("你们几点开门？")).isEmpty();
        assertThat(questions.read("word ".repeat(80))).as("longer than it reads").isEmpty();
        assertThat(questions.read("Where is my order? \uD83D\uDE00")).isPresent();
        assertThat(questions.read("Wann habt ihr geöffnet?")).isPresent();
    }

    /** Of so many, not all are compared. */
    @Test
    void amongThousandsTheAlikeOnesAreFound() {
        AlikeQuestions questions = new AlikeQuestions(encoder);
        add(questions, "How long can I keep a book?", "Is there a café?");
        List<AlikeQuestions.Question> others = new ArrayList<>();
        for (String thing : List.of("kettle", "lamp", "bicycle", "piano", "carpet", "tent", "mirror", "sofa")) {
            for (String place : List.of("Oslo", "a garden", "the cellar", "school", "a hotel", "the beach", "an office", "my car")) {
                others.add(questions.read("Does the " + thing + " fit into " + place + "?").orElseThrow());
            }
        }
        while (questions.add(others.get(0)) < Nearest.SMALL) {
            others.add(others.remove(0));
        }
        assertThat(alike(questions, "How long may I keep a book?")).containsExactly(0);
        assertThat(new HashSet<>(alike(questions, "Where is my parcel?"))).isEmpty();
    }

    private static void add(AlikeQuestions questions, String... texts) {
        for (String text : texts) {
            questions.add(questions.read(text).orElseThrow());
        }
    }

    private static List<Integer> alike(AlikeQuestions questions, String text) {
        return questions.read(text).map(questions::alike).orElse(List.of());
    }
}
