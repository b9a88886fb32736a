package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Turn;
import dev.retort.training.GroupBalance.GroupShare;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

class GroupBalanceTest {
    private static final TrainingExample NEUTRAL = say("Where is my parcel?");

    @Test
    void groupsOfAFamilyCountAlikeAndTheFamilyAsMuchAsBefore() {
        List<TrainingExample> examples = new ArrayList<>(Collections.nCopies(6, say("I am Muslim. Where is my parcel?")));
        examples.addAll(Collections.nCopies(2, say("I am a Christian, and where is it?")));
        examples.add(NEUTRAL);

        GroupBalance balance = GroupBalance.of(examples);

        assertThat(balance.groups()).usingRecursiveFieldByFieldElementComparator(RecursiveComparisonConfiguration.builder()
                .withComparatorForType(Comparator.comparingDouble(value -> Math.round(1e9 * value)), Double.class).build())
                .containsExactly(new GroupShare("religion", "Christian", 2, 2, 4),
                        new GroupShare("religion", "Muslim", 6, 6, 4));
        assertThat(balance.examples().get(0).weight()).isCloseTo(4 / 6.0, within(1e-9));
        assertThat(balance.examples().get(6).weight()).isCloseTo(2, within(1e-9));
        assertThat(balance.examples().get(8)).isEqualTo(NEUTRAL);
        assertThat(balance.note()).isEqualTo("group balance: religion: Christian 2 (2.0 to 4.0), Muslim 6 (6.0 to 4.0)");
    }

    @Test
    void anExampleOfSeveralFamiliesIsBalancedInAllOfThem() {
        List<TrainingExample> examples = List.of(say("My wife is Muslim."), say("My wife is Christian."), say("My wife is Christian, too."),
                say("My husband is Muslim."), say("My husband is Muslim, he says."), say("My husband is Christian."), say("He is blind."),
                say("She is deaf."));
        for (String family : List.of("gender", "religion")) {
            assertThat(GroupBalance.of(examples).groups()).filteredOn(share -> share.family().equals(family)).hasSize(2)
                    .extracting(GroupShare::after).satisfies(after -> assertThat(after.get(0)).isCloseTo(after.get(1), within(1e-6)));
        }
    }

    @Test
    void oneSentenceAboutAGroupIsNotLearnedByHeart() {
        List<TrainingExample> examples = new ArrayList<>(Collections.nCopies(40, say("I am Muslim. Where is it?")));
        examples.add(say("I am Jewish. Where is it?"));
        assertThat(GroupBalance.of(examples).examples()).extracting(TrainingExample::weight)
                .allMatch(weight -> weight >= 0.25 && weight <= 4)
                .contains(4.0);
    }

    @Test
    void whoNamesSeveralGroupsOrTheOnlyOneIsLeftAsHeIs() {
        List<TrainingExample> examples = List.of(say("Do you treat men and women alike?"), say("I am Turkish."),
                new TrainingExample(List.of(Turn.user("I am Turkish, am I not?")), "No.", 2, Optional.of("Yes."), false), NEUTRAL);
        GroupBalance balance = GroupBalance.of(examples);
        assertThat(balance.examples()).isEqualTo(examples);
        assertThat(balance.note()).isEqualTo("group balance: nationality: Turkish 2 (3.0 to 3.0), alone: nothing to balance it with");
        assertThat(GroupBalance.of(List.of(NEUTRAL)).note()).isEqualTo("group balance: no example names a group of people");
    }

    private static TrainingExample say(String text) {
        return new TrainingExample(List.of(Turn.user(text)), "Here.");
    }
}
