package dev.retort.training;

/**
 * The loss of a run. A step's loss is the weighted mean of the cross entropy of its labels (so that the split into parts doesn't matter), and, for
 * each example with a worse reply or a flag, its DPO or KTO loss as a share of the step's examples.
 *
 * @param beta how dear it is to leave the start weights, for DPO and KTO
 * @param preference what the DPO and KTO losses count beside cross entropy, where a run has both
 * @param labelSmoothing share of a label's target that is spread over the vocabulary, 0 for none; of cross entropy only
 * @param replay what is asked of the model at replayed replies
 */
public record Objective(Method method, double beta, double preference, double labelSmoothing, Replay replay) {
    public Objective {
        if (!(beta > 0 && beta <= 100)) {
            throw new IllegalArgumentException("beta is " + beta + ", expected above 0, at most 100");
        }
        if (!(preference > 0 && preference <= 1000)) {
            throw new IllegalArgumentException("preference is " + preference + ", expected above 0, at most 1000");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("labelSmoothing is " + labelSmoothing + ", expected 0 to below 1");
        }
    }

    /** Beta 0.1, as trl; cross entropy and preferences count alike; no label smoothing; what is replayed is learned. */
    public static Objective of(Method method) {
        return new Objective(method, 0.1, 1, 0, Replay.LEARN);
    }

    public static Objective sft() {
        return of(Method.SFT);
    }

    public Objective withBeta(double value) {
        return new Objective(method, value, preference, labelSmoothing, replay);
    }

    public Objective withLabelSmoothing(double value) {
        return new Objective(method, beta, preference, value, replay);
    }

    public Objective withReplay(Replay value) {
        return new Objective(method, beta, preference, labelSmoothing, value);
    }
}
