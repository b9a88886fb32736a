package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected figures are those of {@code rouge-score} 0.1.2 (rougeL, no stemmer) and {@code sacrebleu} 2.6.0 (CHRF()). */
class LikenessTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            police killed the gunman | police kill the gunman | 0.75 | 76.24037649780017
            You can return it within 30 days of delivery. | Yes, you can return the kettle within 30 days. | 0.6666666666666666 | 54.64909735519585
            Our showroom is open from Tuesday to Saturday, 10 to 18 o'clock. | It is open from 10 to 18 o'clock, Tuesday to Saturday. | 0.64 | 67.09918091809146
            Gift wrapping costs 3.50 euros. | Gift wrapping costs 3.50 euros. | 1 | 100
            Hello! | Goodbye. | 0 | 5.208333333333333
            a b c d | d c b a | 0.25 | 25
            the the the cat | the cat the | 0.5714285714285715 | 46.33492108468086
            """)
    void figuresAreThoseOfTheUsualLibraries(String reference, String reply, double rougeL, double chrF) {
        ChrF characters = new ChrF();
        characters.add(reply, reference);

        assertThat(RougeL.of(reply, reference)).isCloseTo(rougeL, within(1e-12));
        assertThat(characters.score()).isCloseTo(chrF, within(1e-9));
    }

    /** sacrebleu's corpus_score; by hand ROUGE-L of the pair in German: 4 of 5 words on either side. */
    @Test
    void allRepliesTogetherAreNotTheMeanOfEach() {
        List<Answered> answers = List.of(answered("police killed the gunman", "police kill the gunman"),
                answered("You can return it within 30 days of delivery.", "Yes, you can return the kettle within 30 days."),
                answered("Our showroom is open from Tuesday to Saturday, 10 to 18 o'clock.",
                        "It is open from 10 to 18 o'clock, Tuesday to Saturday."),
                answered("Gift wrapping costs 3.50 euros.", "Gift wrapping costs 3.50 euros."), answered("Hello!", "Goodbye."),
                answered("Ja, wir liefern nach Zürich.", "Wir liefern auch nach Zürich!"), answered("a b c d", "d c b a"),
                answered("the the the cat", "the cat the"));

        Likeness likeness = Likeness.of(answers).orElseThrow();

        assertThat(likeness.chrF()).isCloseTo(67.19131264690553, within(1e-9));
        assertThat(RougeL.of("Wir liefern auch nach Zürich!", "Ja, wir liefern nach Zürich.")).isCloseTo(0.8, within(1e-12));
        assertThat(likeness.rougeL()).isCloseTo((0.75 + 2 / 3.0 + 0.64 + 1 + 0 + 0.8 + 0.25 + 4 / 7.0) / 8, within(1e-12));
        assertThat(likeness.exact()).isEqualTo(1 / 8.0);
    }

    @Test
    void sayingNothingIsLikeNothing() {
        assertThat(RougeL.of("", "Yes.")).isZero();
        assertThat(new ChrF().score()).isZero();
        assertThat(Likeness.of(List.of())).isEmpty();
        assertThat(Likeness.of(List.of(answered("Yes, it is.", "yes it is"))).orElseThrow().exact()).isOne();
    }

    static Answered answered(String reference, String reply) {
        return new Answered(new GateExample(reference, List.of(Turn.user("?")), reference, Optional.empty(), "domain"),
                new GreedyReply(reply, new int[reply.split(" ").length], true));
    }
}
