package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Gpt2;

/**
 * Approved corrections as tests that are run for ever: did the model learn each of them, and has it kept it?
 *
 * @param corrections how many there are
 * @param paired how many of them have a flagged reply that fits the model's context
 * @param preferred share of these whose corrected reply is likelier per token than the flagged one, 0 to 1
 * @param answered how many prompts were replied to; the shares below are of these
 * @param saysCorrected share whose greedy reply has at least half of its words in common with the corrected one, 0 to 1
 * @param saysFlagged share whose greedy reply is still the flagged one, 0 to 1
 */
public record CorrectionTests(int corrections, int paired, double preferred, int answered, double saysCorrected, double saysFlagged) {

    static Optional<CorrectionTests> of(Gpt2 model, List<GateExample> corrections, List<Answered> answers) {
        if (corrections.isEmpty()) {
            return Optional.empty();
        }
        List<Double> margins = margins(model, corrections);
        int n = Math.max(1, answers.size());
        return Optional.of(new CorrectionTests(corrections.size(), margins.size(),
                margins.isEmpty() ? 0 : margins.stream().filter(margin -> margin > 0).count() / (double) margins.size(), answers.size(),
                answers.stream().filter(answer -> OtherPrompts.alike(answer.reply().text(), answer.example().chosen())).count()
                        / (double) n,
                answers.stream().filter(CorrectionTests::saysFlagged).count() / (double) n));
    }

    private static boolean saysFlagged(Answered answer) {
        return answer.example().rejected().filter(flagged -> FlaggedAnswer.same(flagged, answer.reply())).isPresent();
    }

    private static List<Double> margins(Gpt2 model, List<GateExample> corrections) {
        List<Double> margins = new ArrayList<>();
        EncodedGateSet encoded = EncodedGateSet.pairs(corrections, model.template());
        List<ReplyScore> chosen = ReplyScorer.score(model, encoded.corrections());
        List<ReplyScore> flagged = ReplyScorer.score(model, encoded.rejected().stream().map(EncodedGateSet.Flagged::reply).toList());
        for (int i = 0; i < flagged.size(); i++) {
            margins.add(chosen.get(encoded.rejected().get(i).correction()).perToken() - flagged.get(i).perToken());
        }
        return margins;
    }
}
