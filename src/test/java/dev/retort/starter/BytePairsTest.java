package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

import dev.retort.model.Tokenizer;
import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairsTest {
    private static final List<String> TEXTS = List.of("Where is my order #48213?", "I didn't get it, they'll   call\n\n twice ",
            "Grüße aus Köln – 5 × 3 €",
            "naïve 日本語 🙂👩‍👩‍👧", "\t\0tabs", "<|endoftext|> typed");

    @Test
    void thePairsThatAreMostFrequentAreJoinedFirst() {
        BytePairs pairs = BytePairs.learn(List.of("low low low lower lower newest"), 261);
        assertThat(pairs.merges()).startsWith("l o", "lo w");
        assertThat(pairs.tokens()).hasSize(261).endsWith(BytePairs.END_OF_TEXT);
        assertThat(pairs.tokens().get(0)).isEqualTo("!");
    }

    @Test
    void tooFewTextsForTheVocabularyAreRefused() {
        assertThatThrownBy(() -> BytePairs.learn(List.of("a b"), 400)).hasMessageContaining("vocabulary of 400");
    }

    @Test
    void huggingFaceReadsWhatIsWrittenAndEncodesAlike(@TempDir Path folder) throws IOException {
        List<String> corpus = Corpus.write(Corpus.SEED).of(StarterSplit.TRAIN).stream().limit(1500)
                .flatMap(conversation -> conversation.turns().stream())
                .map(Turn::content).toList();
        BytePairs pairs = BytePairs.learn(corpus, 1000);
        pairs.write(folder, 512);
        List<String> texts = new ArrayList<>(TEXTS);
        texts.addAll(corpus.subList(0, 500));
        try (Tokenizer json = Tokenizer.read(folder)) {
            for (String text : texts) {
                assertThat(json.encode(text)).as(text).isEqualTo(encode(pairs, text));
                assertThat(json.decode(json.encode(text))).isEqualTo(text);
            }
            assertThat(json.endOfText()).isEqualTo(999);
            Files.delete(folder.resolve("tokenizer.json"));
            try (Tokenizer pair = Tokenizer.read(folder)) {
                texts.forEach(text -> assertThat(pair.encode(text)).isEqualTo(json.encode(text)));
            }
        }
    }

    /** The encoding by its definition: of all neighbours the pair that was learned first is joined, until none is left. */
    private static int[] encode(BytePairs pairs, String text) {
        List<Integer> ids = new ArrayList<>();
        for (Matcher word = BytePairs.WORDS.matcher(text); word.find();) {
            List<String> parts = new ArrayList<>();
            for (byte b : word.group().getBytes(StandardCharsets.UTF_8)) {
                parts.add(BytePairs.letters()[b & 255]);
            }
            while (true) {
                int best = Integer.MAX_VALUE;
                int at = -1;
                for (int i = 0; i + 1 < parts.size(); i++) {
                    int rank = pairs.merges().indexOf(parts.get(i) + " " + parts.get(i + 1));
                    if (rank >= 0 && rank < best) {
                        best = rank;
                        at = i;
                    }
                }
                if (at < 0) {
                    break;
                }
                parts.set(at, parts.get(at) + parts.remove(at + 1));
            }
            parts.forEach(part -> ids.add(pairs.tokens().indexOf(part)));
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
