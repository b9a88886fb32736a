package dev.retort.serving;

/**
 * The operation that a client asked for, in the words of OpenTelemetry's GenAI conventions.
 *
 * @param model as the client named it
 */
public record Operation(String name, String model) {
    public static Operation chat(String model) {
        return new Operation("chat", model);
    }

    public static Operation textCompletion(String model) {
        return new Operation("text_completion", model);
    }
}
