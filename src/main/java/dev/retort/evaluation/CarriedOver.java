package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.memory.Agreement;

/**
 * Replies of a model, by itself, to corrected questions that were held back from training while others with the same correction were learned: did the
 * correction carry over to other wordings? Questions whose corrections say the same are one cluster.
 *
 * @param right share of all such questions to which its greedy reply is right
 * @param interval 95 % interval of that share. Clusters are drawn, not questions, since wordings of one thing are learned together; none for fewer than two
 * @param clusters each by itself
 * @param untaught corrected questions to which nothing that was learned is the right reply. They are not among the others
 */
public record CarriedOver(Portion right, Optional<Interval> interval, List<Cluster> clusters, int untaught) {
    private static final int RESAMPLES = 2000;

    /** @param example id of its first question */
    public record Cluster(String example, Portion right) {}

    private record Asked(String example, String chosen, List<Boolean> right) {}

    /** Empty where the set does not say what was learned, or nothing that was held back was taught. */
    static Optional<CarriedOver> of(List<Answered> corrected, List<GateExample> learned, Agreement agreement) {
        List<String> taught = learned.stream().map(GateExample::chosen).distinct().toList();
        List<Asked> clusters = new ArrayList<>();
        int untaught = 0;
        for (Answered answer : corrected) {
            String chosen = answer.example().chosen();
            if (taught.stream().noneMatch(reply -> agreement.between(reply, chosen))) {
                untaught++;
                continue;
            }
            Asked cluster = clusters.stream().filter(other -> agreement.between(other.chosen(), chosen)).findFirst().orElseGet(() -> {
                Asked first = new Asked(answer.example().id(), chosen, new ArrayList<>());
                clusters.add(first);
                return first;
            });
            cluster.right().add(RightReplies.isRight(answer, agreement));
        }
        return clusters.isEmpty() ? Optional.empty() : Optional.of(of(clusters, untaught));
    }

    private static CarriedOver of(List<Asked> clusters, int untaught) {
        Optional<Interval> interval = new Bootstrap(0.95, RESAMPLES, 1).interval(clusters.size(), sample -> {
            int right = 0;
            int all = 0;
            for (int i : sample) {
                right += (int) clusters.get(i).right().stream().filter(one -> one).count();
                all += clusters.get(i).right().size();
            }
            return right / (double) all;
        });
        return new CarriedOver(Portion.of(clusters.stream().flatMap(cluster -> cluster.right().stream()).toList()), interval,
                clusters.stream().map(cluster -> new Cluster(cluster.example(), Portion.of(cluster.right()))).toList(), untaught);
    }
}
