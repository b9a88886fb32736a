package dev.retort.training;

/** The loss or its gradient was infinite or not a number; the weights are those from before the step. */
public final class NonFiniteLossException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NonFiniteLossException(long step, StepResult result) {
        super("step " + step + ": loss is " + result.loss() + " and gradient norm " + result.gradNorm()
                + ", expected finite numbers: lower the learning rate or look at the examples");
    }
}
