package dev.retort.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import dev.retort.training.Hyperparameters;
import dev.retort.training.Method;
import dev.retort.training.TrainingReport;

/** Words about a training that ended well but may not be what was meant, each with what to do. */
final class TrainAdvice {
    private static final int FEW = 20;
    private static final double FAR = 4.5; // nats a token: a perplexity of 90
    private static final double EARLY = 0.8;
    /** A table is known by heart after about thirty epochs of a small model, not after ten. */
    private static final int BY_HEART = 3;

    private TrainAdvice() {}

    /** Epochs for examples that are all learned, with no others to choose weights by: three times as many as else. */
    static Hyperparameters byHeart(Hyperparameters usual) {
        Method method = usual.objective().method();
        return method == Method.SFT || method == Method.AUTO ? usual.withEpochs(BY_HEART * usual.pacing().epochs()) : usual;
    }

    /** @param examples that were learned */
    static List<String> of(TrainingReport trained, int examples) {
        List<String> advice = new ArrayList<>();
        if (examples < FEW) {
            advice.add("%d examples are few: the model will know these and little else; each in two or three wordings helps most"
                    .formatted(examples));
        }
        double before = trained.startValidationLoss().orElse(trained.firstLoss());
        if (before > FAR) {
            advice.add(("the base model hardly knows such replies (perplexity %.0f before training): it will answer from this table alone;"
                    + " a base that speaks like it, named by --base or RETORT_MODEL, learns more from as many rows")
                    .formatted(Math.exp(before)));
        }
        OptionalDouble best = trained.bestValidationLoss();
        if (best.isPresent() && best.getAsDouble() >= trained.startValidationLoss().orElse(Double.MAX_VALUE)) {
            advice.add(
                    "no step made the validation part likelier than the base does: look at the report; a lower --learning-rate, more rows,"
                            + " or --keep last to learn this table by heart");
        } else if (best.isPresent() && trained.bestStep() <= EARLY * trained.steps()) {
            advice.add(
                    ("kept: step %d of %d, since from then on replies to other questions became less likely. To answer from this table in"
                            + " its own words: --keep last. To answer other questions, too: more rows, fewer --epochs, a lower --learning-rate")
                            .formatted(trained.bestStep(), trained.steps()));
        }
        return advice;
    }
}
