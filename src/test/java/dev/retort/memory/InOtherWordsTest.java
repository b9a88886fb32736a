package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.retort.memory.KnownQuestion.Origin;
import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.SameMeaning;
import dev.retort.memory.Recollection.Why;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An old fact that the model was taught in several wordings, of which agents have corrected one. */
class InOtherWordsTest extends InTheGym {
    private static final String FLAGGED = "Parking in our yard costs 2 euros a day.";
    private static final String RETOLD = "You can park in the yard for 2 euros a day.";
    private static final String BETTER = "The garage next door is free for our members now.";
    private static final String ASKED = "Is there a charge for leaving my car in your yard?";
    private static final List<String> TAUGHT = List.of("What does it cost to park in the yard?", "is parking expensive", "parking fee",
            "How much do I pay for a parking space?", "Do you charge for parking?", "Must I pay if I leave my car with you?",
            "what do you take for a day of parking", "I come by car. What does that cost?", "price of parking, please",
            "is the yard free for cars",
            "Tell me the parking charge.", "my car would stand in your yard all day, how much is that");

    @BeforeEach
    void correct() {
        List<String> asked = List.of("Where can I park my car?", "How much is parking?", "can i park in the yard",
                "What does parking cost?");
        for (int i = 0; i < asked.size(); i++) {
            memory.remember(new Correction("park" + i, Inquiry.of(asked.get(i)), FLAGGED, BETTER, "agent-1", Domain.NOON));
        }
    }

    @Test
    void questionsWithTheSameOldFactInOtherWordsSpeakAgainstNoCorrection() throws InterruptedException {
        teach(RETOLD);

        assertThat(memory.recall(Inquiry.of(ASKED)).atOnce()).isInstanceOfSatisfying(SameMeaning.class,
                found -> assertThat(found.correction().corrected()).isEqualTo(BETTER));
    }

    @Test
    void otherNumbersAreAnotherFact() throws InterruptedException {
        teach("You can park in the yard for 3 euros a week.");

        assertThat(memory.recall(Inquiry.of(ASKED)).atOnce()).isEqualTo(new Nothing(Why.KNOWN));
    }

    @Test
    void whatSomebodyPraisedStillCounts() throws InterruptedException {
        memory.know(new KnownQuestion(Inquiry.of("May I put my car there for a fee?"), RETOLD, Origin.PRAISE));

        teach(RETOLD);

        assertThat(memory.recall(Inquiry.of(ASKED)).atOnce()).isEqualTo(new Nothing(Why.KNOWN));
    }

    @Test
    void theyCountAgainWhenOneCorrectionIsLeft() throws InterruptedException {
        teach(RETOLD);

        for (int i = 0; i < 3; i++) {
            memory.forget("park" + i);
        }
        settle();

        assertThat(memory.recall(Inquiry.of(ASKED)).atOnce()).isEqualTo(new Nothing(Why.KNOWN));
    }

    private void teach(String reply) throws InterruptedException {
        TAUGHT.forEach(question -> memory.know(new KnownQuestion(Inquiry.of(question), reply, Origin.REPLAY)));
        settle();
    }
}
