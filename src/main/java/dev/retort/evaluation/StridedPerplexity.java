package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.retort.model.Gpt2;

/**
 * Perplexity of a text of any length, with a window of context that moves over it (Hugging Face, "Perplexity of fixed-length models"): every
 * token but the first is scored once, in the first window that has it.
 *
 * @param windows in the text's order
 */
public record StridedPerplexity(List<Window> windows) {
    /**
     * @param begin place of its first token
     * @param end place after its last token
     * @param scored how many of its last tokens were scored here
     * @param negativeLogLikelihood of those, in nats
     */
    public record Window(int begin, int end, int scored, double negativeLogLikelihood) {}

    /**
     * @param ids the text's tokens
     * @param window tokens the model sees at a time, at most its context
     * @param stride tokens a window is further than the one before
     */
    public static StridedPerplexity of(Gpt2 model, int[] ids, int window, int stride) {
        if (stride < 1 || stride > window) {
            throw new IllegalArgumentException("stride is " + stride + ", expected 1 to the window of " + window);
        }
        List<int[]> inputs = new ArrayList<>();
        List<int[]> spans = new ArrayList<>();
        int done = 1; // nothing comes before the first token
        for (int begin = 0; done < ids.length; begin += stride) {
            int end = Math.min(begin + window, ids.length);
            inputs.add(Arrays.copyOfRange(ids, begin, end));
            spans.add(new int[]{begin, end, end - done});
            done = end;
        }
        List<float[]> scores = model.tokenLogProbabilities(inputs);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            int[] span = spans.get(i);
            windows.add(new Window(span[0], span[1], span[2], -sumOfLast(scores.get(i), span[2])));
        }
        return new StridedPerplexity(List.copyOf(windows));
    }

    public int scored() {
        return windows.stream().mapToInt(Window::scored).sum();
    }

    /** In nats. */
    public double totalNegativeLogLikelihood() {
        return windows.stream().mapToDouble(Window::negativeLogLikelihood).sum();
    }

    public double perplexity() {
        return Math.exp(totalNegativeLogLikelihood() / scored());
    }

    private static double sumOfLast(float[] values, int count) {
        double sum = 0;
        for (int i = values.length - count; i < values.length; i++) {
            sum += values[i];
        }
        return sum;
    }
}
