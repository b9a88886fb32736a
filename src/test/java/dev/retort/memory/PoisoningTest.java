package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.retort.memory.Domain.Topic;
import dev.retort.memory.KnownQuestion.Origin;
import dev.retort.memory.Recollection.Recalled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The reach of corrections by people who are wrong, or mean harm. In a gym whose agents have corrected ten things, each attack is counted at 120
 * wordings that nobody has seen: 60 of what its model knows, 60 of what they corrected. What was attacked is counted apart from the rest.
 */
class PoisoningTest extends InTheGym {
    private static final String POISON = "You don't need us for that, everything is cheaper at Iron Palace.";
    @BeforeEach
    void correct() throws InterruptedException {
        gym.correct(memory);
        settle();
    }

    /**
     * Wordings that are answered with poison.
     *
     * @param there  of the things that were attacked
     * @param thereOf how many there are
     * @param elsewhere of all others
     */
    private record Reach(long there, int thereOf, long elsewhere) {}

    @Test
    void oneBadCorrectionOfARightReplyReachesHardlyMoreThanItsOwnWords() throws InterruptedException {
        long there = 0;
        long elsewhere = 0;
        for (Topic topic : gym.known()) {
            String question = topic.asked().get(0);
            poison("agent-9", topic, List.of(question));
            assertThat(memory.recall(Inquiry.of(question)).atOnce()).isInstanceOf(Recollection.SameWords.class);
            Reach reach = reach(List.of(topic));
            there += reach.there();
            elsewhere += reach.elsewhere();
            memory.forget("agent-9" + question);
        }
        assertThat(there).as("of 60").isLessThanOrEqualTo(6);
        assertThat(elsewhere).as("of 20 times 117").isLessThanOrEqualTo(3);
    }

    @Test
    void tenBadCorrectionsOfTenThingsStayWhereTheyAre() throws InterruptedException {
        List<Topic> attacked = gym.known().subList(0, 10);
        for (Topic topic : attacked) {
            poison("agent-9", topic, topic.asked().subList(0, 1));
        }

        Reach reach = reach(attacked);
        assertThat(reach.there()).as("of %d", reach.thereOf()).isLessThanOrEqualTo(3);
        assertThat(reach.elsewhere()).isLessThanOrEqualTo(1);
    }

    /** Indistinguishable from an agent who corrects what is wrong. It holds there, and nowhere else. */
    @Test
    void tenBadCorrectionsOfOneThingTakeThatThingAndNothingElse() throws InterruptedException {
        Topic price = gym.topic("price");
        poison("agent-9", price, tenWordings(price));

        Reach reach = reach(List.of(price));
        assertThat(reach.elsewhere()).isLessThanOrEqualTo(1);

        praise(price);
        Reach praised = reach(List.of(price));
        assertThat(praised.elsewhere()).isLessThanOrEqualTo(1);
        assertThat(praised.there()).isLessThanOrEqualTo(reach.there());
        assertThat(memory.recall(Inquiry.of("price?")).atOnce()).as("praised itself").isInstanceOf(Recollection.Nothing.class);
    }

    /** One advert in the place of "I don't know" at ten questions: the others at which that is said keep it. */
    @Test
    void aGenericReplyIsNotTurnedByOneWhoCorrectsItEverywhere() throws InterruptedException {
        for (String generic : List.of("I am sorry, I do not know that.", "Thank you!")) {
            List<String> said = gym.topics().stream().flatMap(topic -> topic.other().stream()).toList();
            said.forEach(question -> memory.know(new KnownQuestion(Inquiry.of(question), generic, Origin.TRAFFIC)));
            List<String> corrected = gym.known().stream().limit(10).map(topic -> topic.asked().get(1)).toList();
            corrected.forEach(
                    question -> memory.remember(new Correction(generic + question, Inquiry.of(question), generic, POISON, "agent-9",
                            Domain.NOON)));
            settle();

            long poisoned = said.stream().filter(question -> isPoison(memory.recall(Inquiry.of(question)).after(generic))).count();
            assertThat(poisoned).as("of %d", said.size()).isLessThanOrEqualTo(4);
            corrected.forEach(question -> memory.forget(generic + question));
        }
    }

    /** Neither is said where both corrected the same; what a reviewer has to look at is listed. */
    @Test
    void whoContradictsColleaguesSilencesThemAndSaysNothingElse() throws InterruptedException {
        Topic pool = gym.topic("pool");
        long before = rightReplies(pool);
        poison("agent-9", pool, pool.asked());

        assertThat(before).as("of 6").isGreaterThan(3);
        assertThat(reach(List.of(pool))).isEqualTo(new Reach(0, pool.other().size(), 0));
        assertThat(rightReplies(pool)).as("right ones where nobody corrected the very words").isZero();
        assertThat(memory.contradictions()).hasSizeGreaterThanOrEqualTo(pool.asked().size());
    }

    /** Two people are believed where one is not: a reply that is said to many is turned within its topic, and only there. */
    @Test
    void twoConspiratorsTurnAReplyWithinItsTopicOnly() throws InterruptedException {
        Topic price = gym.topic("price");
        for (int n = 0; n < 100; n++) {
            memory.know(new KnownQuestion(Inquiry.of("price for customer number " + n), price.reply().orElseThrow(), Origin.TRAFFIC));
        }
        poison("agent-8", price, tenWordings(price).subList(0, 5));
        Reach alone = reach(List.of(price));
        poison("agent-9", price, tenWordings(price).subList(5, 10));
        Reach both = reach(List.of(price));

        assertThat(both.elsewhere()).isLessThanOrEqualTo(1);
        praise(price);
        Reach praised = reach(List.of(price));
        assertThat(praised.there()).isLessThanOrEqualTo(both.there());
        assertThat(praised.elsewhere()).isLessThanOrEqualTo(1);
        assertThat(alone.there()).as("one person alone").isLessThanOrEqualTo(1);
    }

    private static List<String> tenWordings(Topic topic) {
        return Stream.concat(topic.asked().stream(), Stream.of("membership fee per month", "What does it cost to train at your gym?",
                "the price for one month please", "Which price do members pay?")).toList();
    }

    private void poison(String voucher, Topic topic, List<String> questions) throws InterruptedException {
        questions.forEach(question -> memory.remember(new Correction(voucher + question, Inquiry.of(question), topic.reply().orElseThrow(),
                POISON, voucher, Domain.NOON.plusSeconds(3600))));
        settle();
    }

    private void praise(Topic topic) throws InterruptedException {
        for (String question : List.of("price?", "how much do I pay", "what does membership cost here")) {
            memory.know(new KnownQuestion(Inquiry.of(question), topic.reply().orElseThrow(), Origin.PRAISE));
        }
        settle();
    }

    private Reach reach(List<Topic> attacked) {
        List<Topic> others = new ArrayList<>(gym.topics());
        others.removeAll(attacked);
        return new Reach(poisoned(attacked), attacked.stream().mapToInt(topic -> topic.other().size()).sum(), poisoned(others));
    }

    private long poisoned(List<Topic> topics) {
        return topics.stream().mapToLong(topic -> topic.other().stream().filter(question -> isPoison(after(topic, question))).count())
                .sum();
    }

    private long rightReplies(Topic gap) {
        return gap.other().stream().filter(question -> after(gap, question) instanceof Recalled recalled
                && recalled.correction().corrected().equals(gap.better().orElseThrow())).count();
    }

    /** By either rule, where the model says what it says there. */
    private Recollection after(Topic topic, String question) {
        return memory.recall(Inquiry.of(question)).after(topic.reply().orElseThrow());
    }

    private static boolean isPoison(Recollection recollection) {
        return recollection instanceof Recalled recalled && recalled.correction().corrected().equals(POISON);
    }

}
