package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.retort.memory.KnownQuestion.Origin;
import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.Recalled;
import dev.retort.memory.Recollection.SameMeaning;
import dev.retort.memory.Recollection.SameWords;
import dev.retort.memory.Recollection.Why;
import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

/** Recalls at once: by words, and by meaning. */
class MemoryTest extends InTheGym {
    private static final String POOL = "We have no pool, but our members swim for half the price at the Westbad next door.";
    @Test
    void aCorrectionActsOnItsOwnWordsWhenItIsRemembered() {
        memory.remember(correction("1", "Do you have a swimming pool?", POOL, "agent-1"));

        assertThat(recall("do you have a swimming-pool")).isInstanceOfSatisfying(SameWords.class,
                found -> assertThat(found.correction().id()).isEqualTo("1"));
        assertThat(recall("do you have a swimming pool?").rule()).isEqualTo("words");
        assertThat(recall("Do you have a sauna?")).isInstanceOf(Nothing.class);
    }

    @Test
    void itActsOnItsMeaningOnceItsVectorIsThere() throws InterruptedException {
        gym.topic("pool").corrections().forEach(memory::remember);
        settle();

        assertThat(recall("do you offer swimming")).isInstanceOfSatisfying(SameMeaning.class, found -> {
            assertThat(found.correction().corrected()).isEqualTo(POOL);
            assertThat(found.likeness()).isBetween(memory.thresholds().floor(), 1.0);
            assertThat(found.known()).isLessThan(found.likeness());
            assertThat(found.rule()).isEqualTo("meaning");
        });
        assertThat(recall("What is the capital of France?")).isEqualTo(new Nothing(Why.NOTHING_NEAR));
    }

    @Test
    void aWithdrawnCorrectionIsForgotten() throws InterruptedException {
        gym.topic("pool").corrections().forEach(memory::remember);
        settle();
        gym.topic("pool").corrections().forEach(correction -> memory.forget(correction.id()));

        assertThat(recall("do you offer swimming")).isInstanceOf(Nothing.class);
        assertThat(recall("Do you have a swimming pool?")).isInstanceOf(Nothing.class);
        assertThat(memory.state().corrections()).isZero();
        settle();
    }

    @Test
    void anotherCorrectionOfTheSameIdReplacesIt() {
        memory.remember(correction("1", "Do you have a swimming pool?", POOL, "agent-1"));
        memory.remember(correction("1", "Is there a pool?", "There will be one in May.", "agent-1"));

        assertThat(recall("Do you have a swimming pool?")).isInstanceOf(Nothing.class);
        assertThat(recall("Is there a pool?")).isInstanceOfSatisfying(SameWords.class,
                found -> assertThat(found.correction().corrected()).isEqualTo("There will be one in May."));
        assertThat(memory.state().corrections()).isEqualTo(1);
    }

    /** A mistaken or malicious correction of a right reply changes its own wording and hardly anything else. */
    @Test
    void oneBadCorrectionOfARightReplyDoesNotSpread() throws InterruptedException {
        Domain.Topic price = gym.topic("price");
        String bad = "Training here is free of charge, just walk in.";
        memory.remember(
                new Correction("bad", Inquiry.of("How much is a membership?"), price.reply().orElseThrow(), bad, "agent-9", Domain.NOON));
        settle();

        assertThat(recall("How much is a membership?")).isInstanceOf(SameWords.class);
        List<String> others = List.of("What does it cost per month?", "price of membership", "What do I pay each month?",
                "how expensive is it to join",
                "what's the monthly fee", "is it expensive to train with you");
        assertThat(others).noneMatch(question -> recall(question) instanceof Recalled);
        assertThat(others)
                .noneMatch(question -> memory.recall(Inquiry.of(question)).after(price.reply().orElseThrow()) instanceof Recalled);
    }

    @Test
    void severalBadCorrectionsByOneAgentDoNotSpreadOverAReplyThatWasPraised() throws InterruptedException {
        Domain.Topic price = gym.topic("price");
        memory.know(new KnownQuestion(Inquiry.of("so what is the price"), price.reply().orElseThrow(), Origin.PRAISE));
        for (String question : price.asked().subList(0, 3)) {
            memory.remember(new Correction("bad" + question, Inquiry.of(question), price.reply().orElseThrow(), "It is free.", "agent-9",
                    Domain.NOON));
        }
        settle();

        assertThat(memory.recall(Inquiry.of("How much would I have to pay to be a member?")).after(price.reply().orElseThrow()))
                .isInstanceOf(Nothing.class);
        assertThat(memory.state().wrong()).isZero();
    }

    @Test
    void agentsWhoContradictEachOtherAreListedAndNeitherIsSaid() throws InterruptedException {
        memory.remember(correction("1", "Do you have a swimming pool?", POOL, "agent-1"));
        memory.remember(correction("2", "Do you have a swimming pool", "Yes, our pool is open from 8 to 20 o'clock.", "agent-2"));
        memory.remember(correction("3", "Is my bicycle safe at your gym?", "There are racks with a roof.", "agent-1"));
        settle();

        assertThat(recall("do you have a swimming pool")).isEqualTo(new Nothing(Why.CONTRADICTED));
        assertThat(recall("do you have swimming pools?")).isEqualTo(new Nothing(Why.CONTRADICTED));
        assertThat(memory.contradictions()).singleElement().satisfies(pair -> {
            assertThat(List.of(pair.one().id(), pair.other().id())).containsExactlyInAnyOrder("1", "2");
        });

        memory.forget("2");
        assertThat(memory.contradictions()).isEmpty();
        assertThat(recall("do you have a swimming pool")).isInstanceOf(SameWords.class);
    }

    @Test
    void whatDiffersInANameHoldsInItsOwnWordsOnly() throws InterruptedException {
        memory.remember(correction("1", "How much does the red locker key of the gym cost?", "It costs 12 euros.", "agent-1"));
        memory.remember(correction("2", "How much does the blue locker key of the gym cost?", "It costs 14 euros.", "agent-1"));
        settle();

        assertThat(recall("how much does the RED locker key of the gym cost")).isInstanceOfSatisfying(SameWords.class,
                red -> assertThat(red.correction().id()).isEqualTo("1"));
        assertThat(recall("how much does the blue locker key of the gym cost")).isInstanceOfSatisfying(SameWords.class,
                blue -> assertThat(blue.correction().id()).isEqualTo("2"));
        assertThat(recall("how much does the green locker key of the gym cost?")).isEqualTo(new Nothing(Why.CONTRADICTED));
    }

    @Test
    void twoOfAlmostTheSameWordsHoldWhereTheyWereAskedForAndAreListed() throws InterruptedException {
        memory.remember(
                correction("1", "Which way round does the key of deadbeefaceddecade fade go?", "Its nose to the north.", "agent-1"));
        memory.remember(correction("2", "Which way round does the keys of deadbeefaceddecade fade go?", "Twice to the left.", "agent-1"));
        settle();

        assertThat(memory.contradictions()).hasSize(1);
        assertThat(recall("which way round does the key of deadbeefaceddecade fade go")).isInstanceOfSatisfying(SameWords.class,
                one -> assertThat(one.correction().id()).isEqualTo("1"));
        assertThat(recall("which way round do the keys of deadbeefaceddecade fade go")).isEqualTo(new Nothing(Why.CONTRADICTED));
    }

    @Test
    void theSameReplyInOtherWordsIsNoContradiction() throws InterruptedException {
        memory.remember(correction("1", "Do you have a swimming pool?", "Our pool is open from 8 to 20 o'clock.", "agent-1"));
        memory.remember(correction("2", "Do you have a swimming pool", "The pool is open from 8 o'clock to 20 o'clock.", "agent-2"));
        memory.remember(correction("3", "Can I swim at your gym?", "Our pool is not open from 8 to 20 o'clock.", "agent-3"));
        settle();

        assertThat(recall("do you have a swimming pool")).isInstanceOf(SameWords.class);
        assertThat(memory.contradictions()).isEmpty();
    }

    @Test
    void whatALaterQuestionMeansDependsOnTheTurnBefore() throws InterruptedException {
        memory.remember(new Correction("1", talk("Do you have childcare?", "and what does it cost?"), "29 euros",
                "Childcare is 4 euros an hour.", "agent-1",
                Domain.NOON));
        settle();

        assertThat(memory.recall(talk("Do you have childcare?", "And what does it cost?")).atOnce()).isInstanceOf(SameWords.class);
        assertThat(memory.recall(talk("Is there childcare at your gym?", "and what does it cost")).atOnce())
                .isInstanceOf(SameMeaning.class);
        assertThat(memory.recall(talk("Do you have personal trainers?", "and what does it cost?")).atOnce()).isInstanceOf(Nothing.class);
        assertThat(recall("and what does it cost?")).isInstanceOf(Nothing.class);
    }

    @Test
    void aFirstQuestionIsRecalledLaterInAConversationToo() throws InterruptedException {
        gym.topic("pool").corrections().forEach(memory::remember);
        settle();

        assertThat(memory.recall(talk("What are your opening hours?", "Do you have a swimming pool?")).atOnce())
                .isInstanceOf(SameWords.class);
        assertThat(memory.recall(talk("What are your opening hours?", "do you offer swimming")).atOnce()).isInstanceOf(SameMeaning.class);
        assertThat(memory.recall(talk("Do you have a swimming pool?", "Thank you")).atOnce()).isInstanceOf(Nothing.class);
    }

    @Test
    void aFlaggedRecallLetsGoOfItsWordingOrOfItsMeaning() throws InterruptedException {
        gym.topic("pool").corrections().forEach(memory::remember);
        settle();
        String question = "is there water to swim in";
        assertThat(recall(question)).isInstanceOf(Recalled.class);
        String recalled = ((Recalled) recall(question)).correction().id();

        memory.letGo(new LetGo("flag-1", recalled, Inquiry.of(question), LetGo.Reach.WORDING));
        assertThat(recall(question)).isEqualTo(new Nothing(Why.LET_GO));
        assertThat(recall("is there some water to swim in")).isInstanceOf(Recalled.class);

        memory.letGo(new LetGo("flag-2", recalled, Inquiry.of(question), LetGo.Reach.MEANING));
        settle();
        assertThat(recall("is there some water to swim in")).isEqualTo(new Nothing(Why.LET_GO));
        assertThat(recall("do you offer swimming")).isInstanceOf(Recalled.class);

        memory.forget("flag-1");
        memory.forget("flag-2");
        assertThat(recall(question)).isInstanceOf(Recalled.class);
        assertThat(memory.state().letGo()).isZero();
    }

    @Test
    void aReplyWithAPlaceholderIsNeverSaid() {
        memory.remember(correction("1", "What is your e-mail address?", "Please write to [email].", "agent-1"));

        assertThat(recall("what is your e-mail address")).isEqualTo(new Nothing(Why.REDACTED));
    }

    @Test
    void personalDataInAQuestionDoesNotHideIt() {
        memory.remember(correction("1", "Is [email] the address that you have?", "Please look under \"My data\".", "agent-1"));

        assertThat(recall("is ann@mail.example the address that you have?")).isInstanceOf(SameWords.class);
    }

    @Test
    void aKnownQuestionThatIsDoubtedSpeaksAgainstNothing() throws InterruptedException {
        memory.remember(correction("1", "Do you have a swimming pool?", POOL, "agent-1"));
        memory.know(new KnownQuestion(Inquiry.of("Is there a swimming pool at your gym?"), "We have a pool.", Origin.PRAISE));
        settle();
        assertThat(recall("Is there any swimming pool at your gym?")).isEqualTo(new Nothing(Why.KNOWN));

        memory.doubt(Inquiry.of("is there a swimming pool at your gym"));
        assertThat(recall("Is there any swimming pool at your gym?")).isInstanceOf(SameMeaning.class);
        settle();
    }

    private Recollection recall(String question) {
        return memory.recall(Inquiry.of(question)).atOnce();
    }

    private static Inquiry talk(String first, String then) {
        return new Inquiry(List.of(Turn.user(first), Turn.assistant("Yes."), Turn.user(then)));
    }

    private static Correction correction(String id, String question, String better, String voucher) {
        return new Correction(id, Inquiry.of(question), "I am not sure.", better, voucher, Domain.NOON);
    }
}
