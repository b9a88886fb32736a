package dev.retort.training;

/** Losses that a run learns by. */
public enum Method {
    /** Cross entropy of the replies to be learned, as if there were no others. */
    SFT,
    /**
     * Direct preference optimisation (Rafailov et al. 2023): the better reply of each pair should gain on the worse one, compared with the start weights.
     * Examples without a worse reply are left out.
     */
    DPO,
    /** Kahneman-Tversky optimisation (Ethayarajh et al. 2024): praised replies should gain, flagged ones lose. A pair is one of each. */
    KTO,
    /**
     * All that the examples allow, in the same steps: cross entropy of every reply to be learned, DPO where a worse reply is known (together: Pang et al.
     * 2024, "Iterative Reasoning Preference Optimization"), KTO where a reply was flagged and no better one is known.
     */
    AUTO;

    /** Whether an example teaches something by this method. */
    public boolean learns(TrainingExample example) {
        return switch (this) {
            case SFT -> !example.flagged();
            case DPO -> !example.flagged() && example.rejected().isPresent();
            case KTO, AUTO -> true;
        };
    }
}
