package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.meaning.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MeaningIndexTest {
    private static OnnxEncoder encoder;

    @BeforeAll
    static void open() throws IOException {
        encoder = OnnxEncoder.bundled();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void whatWasReadBeforeIsNotTakenInAgain() {
        var index = new MeaningIndex(encoder, 10);
        Question parking = read(index, "Where can I park my car?");
        index.add(List.of(new MeaningIndex.Stored(7, parking)));
        index.add(List.of(new MeaningIndex.Stored(7, parking), new MeaningIndex.Stored(9, read(index, "Is there a café?"))));

        assertThat(index.last()).isEqualTo(9);
        assertThat(index.alike(read(index, "I come by car. Where do I park?"))).containsExactly(7L);
    }

    @Test
    void ofTooManyTheOldestAreForgotten() {
        var index = new MeaningIndex(encoder, 2);
        index.add(List.of(new MeaningIndex.Stored(1, read(index, "Where can I park my car?")),
                new MeaningIndex.Stored(2, read(index, "Is there a café?")),
                new MeaningIndex.Stored(3, read(index, "Do you have a student discount?"))));

        assertThat(index.alike(read(index, "Where can I park my car?"))).isEmpty();
        assertThat(index.alike(read(index, "Is there a café?"))).containsExactly(2L);
        assertThat(index.alike(read(index, "I am a student. Do I get a discount?"))).containsExactly(3L);
    }

    private static Question read(MeaningIndex index, String text) {
        return index.read(text).orElseThrow();
    }
}
