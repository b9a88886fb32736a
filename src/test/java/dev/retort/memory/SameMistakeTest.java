package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import dev.retort.memory.KnownQuestion.Origin;
import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.Recalled;
import dev.retort.memory.Recollection.SameMistake;
import org.junit.jupiter.api.Test;

/** The second rule: a reply that was corrected again and again is corrected wherever the model is about to say it, within its topic. */
class SameMistakeTest extends InTheGym {
    private static final String MISTAKE = "Sorry, swimming is nothing I know about. Please ask at the desk.";
    private static final String BETTER = "We have no pool, but our members swim for half the price at the Westbad next door.";
    /** Too far from what was corrected to be recalled by meaning, and of the same topic. */
    private static final String OTHER = "do you have a diving board";
    @Test
    void theSameMistakeGetsTheSameCorrection() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", gym.topic("pool").asked());

        assertThat(after(OTHER, "sorry - swimming is nothing I know about. please ask at the desk"))
                .isInstanceOfSatisfying(SameMistake.class, found -> {
                    assertThat(found.correction().corrected()).isEqualTo(BETTER);
                    assertThat(found.agreeing()).isEqualTo(5);
                    assertThat(found.vouchers()).isEqualTo(1);
                    assertThat(found.rule()).isEqualTo("mistake");
                });
        assertThat(after(OTHER, "The sauna is open.")).isInstanceOf(Nothing.class);
        assertThat(memory.state().wrong()).isEqualTo(1);
    }

    @Test
    void oneCorrectionNeverSpreads() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", List.of("Can I swim at your gym?"));

        assertThat(after(OTHER, MISTAKE)).isNotInstanceOf(SameMistake.class);
        assertThat(memory.state().wrong()).isZero();
    }

    @Test
    void theSameQuestionTwiceIsOne() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", List.of("Can I swim at your gym?"));
        correct(MISTAKE, BETTER, "agent-2", List.of("can i swim at your gym"));

        assertThat(after(OTHER, MISTAKE)).isNotInstanceOf(SameMistake.class);
    }

    @Test
    void correctionsThatDisagreeDoNotSpread() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", List.of("Can I swim at your gym?", "Do you have a swimming pool?"));
        correct(MISTAKE, "Yes, the pool is open from 8 to 20 o'clock.", "agent-2", List.of("When is the pool open?", "is there a pool"));

        assertThat(after(OTHER, MISTAKE)).isNotInstanceOf(SameMistake.class);
    }

    /** The whole shop says "I don't know" to hundreds of things; that two of them have a reply now says nothing of the others. */
    @Test
    void aGenericReplyIsNotCorrectedElsewhere() throws InterruptedException {
        String generic = "I am sorry, I do not know that.";
        for (Domain.Topic topic : gym.known().subList(0, 10)) {
            topic.other().forEach(question -> memory.know(new KnownQuestion(Inquiry.of(question), generic, Origin.TRAFFIC)));
        }
        correct(generic, BETTER, "agent-1", gym.topic("pool").asked());
        correct(generic, BETTER, "agent-2", List.of("may I swim here"));

        assertThat(after("until when can I work out on a weekday", generic)).isNotInstanceOf(SameMistake.class);
        assertThat(after("What is the capital of France?", generic)).isNotInstanceOf(SameMistake.class);
        assertThat(after(OTHER, generic)).isNotInstanceOf(SameMistake.class);
    }

    @Test
    void politenessThatWasFlaggedTwiceIsStillSaid() throws InterruptedException {
        String thanks = gym.topic("thanks").reply().orElseThrow();
        correct(thanks, BETTER, "agent-1", List.of("Can I swim at your gym?"));
        correct(thanks, BETTER, "agent-2", List.of("Do you have a swimming pool?", "is there a pool"));

        assertThat(after("thanks so much", thanks)).isInstanceOf(Nothing.class);
        assertThat(after("cool, thank you for that", thanks)).isInstanceOf(Nothing.class);
    }

    @Test
    void oneAgentAloneDoesNotTurnAReplyThatIsSaidToMany() throws InterruptedException {
        String popular = gym.topic("price").reply().orElseThrow();
        for (int n = 0; n < 40; n++) {
            memory.know(new KnownQuestion(Inquiry.of("price for customer number " + n), popular, Origin.TRAFFIC));
        }
        correct(popular, "Training is free.", "agent-9",
                List.of("What does a membership cost in May?", "What does a membership cost in June?"));
        assertThat(memory.state().wrong()).isZero();

        correct(popular, "Training is free.", "agent-8", List.of("What does a membership cost in July?"));
        assertThat(memory.state().wrong()).as("two people vouch for it now").isEqualTo(1);
        assertThat(after("How much would I have to pay to be a member?", popular)).as("it is right there").isInstanceOf(Nothing.class);
    }

    @Test
    void theReplyIsHeldBackWhileItMayBecomeTheMistake() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", gym.topic("pool").asked());

        Recalling mistaken = memory.recall(Inquiry.of(OTHER));
        assertThat(mistaken.write("Sorry, swim")).isEmpty();
        assertThat(mistaken.write("ming is nothing I know about.")).isEmpty();
        assertThat(mistaken.write(" Please ask at the desk.")).isEmpty();
        assertThat(mistaken.end()).satisfies(ending -> {
            assertThat(ending.recollection()).isInstanceOf(SameMistake.class);
            assertThat(ending.held()).isEqualTo(MISTAKE);
        });

        Recalling other = memory.recall(Inquiry.of(OTHER));
        assertThat(other.write("Sorry, ")).isEmpty();
        assertThat(other.write("we are closed.")).isEqualTo("Sorry, we are closed.");
        assertThat(other.write(" Really.")).isEqualTo(" Really.");
        assertThat(other.end()).isEqualTo(new Recalling.Ending("", other.atOnce()));

        Recalling longer = memory.recall(Inquiry.of(OTHER));
        assertThat(longer.write(MISTAKE)).isEmpty();
        assertThat(longer.write(" Or call us.")).isEqualTo(MISTAKE + " Or call us.");

        Recalling cut = memory.recall(Inquiry.of(OTHER));
        cut.write("Sorry, swimming");
        assertThat(cut.end()).isEqualTo(new Recalling.Ending("Sorry, swimming", cut.atOnce()));

        Recalling cancelled = memory.recall(Inquiry.of(OTHER));
        cancelled.write("Sorry");
        assertThat(cancelled.abandon()).isEqualTo("Sorry");
    }

    @Test
    void nothingIsHeldBackWhereNoReplyIsAMistake() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", List.of("Can I swim at your gym?"));

        assertThat(memory.recall(Inquiry.of(OTHER)).write("Sorry")).isEqualTo("Sorry");
        assertThat(memory.recall(Inquiry.of("can I swim at your gym")).write("Sorry")).as("what was recalled at once is no secret")
                .isEqualTo("Sorry");
    }

    @Test
    void aFlaggedRecallIsLetGoOf() throws InterruptedException {
        correct(MISTAKE, BETTER, "agent-1", gym.topic("pool").asked());
        String correction = ((Recalled) after(OTHER, MISTAKE)).correction().id();

        memory.letGo(new LetGo("flag", correction, Inquiry.of(OTHER), LetGo.Reach.WORDING));

        assertThat(after(OTHER, MISTAKE)).isNotInstanceOf(SameMistake.class);
        assertThat(after("is there a basin", MISTAKE)).isInstanceOf(Recalled.class);
    }

    @Test
    void withoutAnEncoderWordsAndMistakesAreStillRecalled() throws InterruptedException {
        memory.close();
        memory = Memory.open(Optional.empty(), MemorySettings.DEFAULT, thresholds -> {});
        correct(MISTAKE, BETTER, "agent-1", gym.topic("pool").asked());

        assertThat(memory.recall(Inquiry.of("can i swim at your gym")).atOnce()).isInstanceOf(Recollection.SameWords.class);
        assertThat(memory.recall(Inquiry.of(OTHER)).atOnce()).isInstanceOf(Nothing.class);
        assertThat(after(OTHER, MISTAKE)).isInstanceOf(SameMistake.class);
        assertThat(memory.thresholds().measured()).isFalse();
        assertThat(memory.state().encoder()).isEmpty();

        memory.remember(
                new Correction("x", Inquiry.of("Can I swim at your gym?"), MISTAKE, "Yes, from 8 o'clock on.", "agent-2", Domain.NOON));
        assertThat(memory.recall(Inquiry.of("can i swim at your gym")).atOnce()).isEqualTo(new Nothing(Recollection.Why.CONTRADICTED));
        assertThat(memory.contradictions()).hasSize(1);
    }

    private Recollection after(String question, String reply) {
        return memory.recall(Inquiry.of(question)).after(reply);
    }

    private void correct(String mistake, String better, String voucher, List<String> questions) throws InterruptedException {
        questions.forEach(question -> memory.remember(
                new Correction(voucher + question, Inquiry.of(question), mistake, better, voucher, Domain.NOON)));
        settle();
    }
}
