package dev.retort.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The arguments of a method, as a program's text declares them and as a call names them. */
public final class ScriptSignature {
    private static final Map<String, String> TYPES = Map.of("long", "int", "double", "float", "boolean", "bool", "int[]", "List[int]",
            "double[]", "List[float]", "PtNDArray", "Tensor", "NDArray", "Tensor", "List", "List[Tensor]");

    private ScriptSignature() {}

    /** A name and a type of the program's, e.g. {@code top_k: List[int]}. */
    public record Argument(String name, String type) {}

    /** The arguments of a method in the text of a program, without {@code self}. */
    public static List<Argument> declared(Class<?> owner, String resource, String method) {
        Matcher signature = Pattern.compile("^  def " + method + "\\(self: [\\w.]+,?\\s*(.*?)\\) -> ", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text(owner, resource));
        if (!signature.find()) {
            throw new AssertionError(resource + " has no method " + method);
        }
        return Arrays.stream(signature.group(1).split(",")).map(String::strip).filter(argument -> !argument.isEmpty())
                .map(argument -> new Argument(argument.split(":")[0].strip(), argument.split(":")[1].strip())).toList();
    }

    /** The fields of a named tuple in the text of a program. */
    public static List<Argument> fields(Class<?> owner, String resource, String tuple) {
        Matcher body = Pattern.compile("^class " + tuple + "\\(NamedTuple\\):\n((?:  .*\n)+)", Pattern.MULTILINE)
                .matcher(text(owner, resource));
        if (!body.find()) {
            throw new AssertionError(resource + " has no tuple " + tuple);
        }
        return body.group(1).lines().map(line -> line.replaceAll("#.*", ""))
                .map(line -> new Argument(line.split(":")[0].strip(), line.split(":")[1].strip())).toList();
    }

    /** The arguments that a call hands over, under the program's names. */
    public static List<Argument> called(Class<?> call) {
        List<Argument> arguments = new ArrayList<>();
        for (RecordComponent component : call.getRecordComponents()) {
            if (ScriptNumbers.class.isAssignableFrom(component.getType())) {
                arguments.add(new Argument(ScriptCalls.snakeCase(component.getName()), "Tensor"));
            } else if (component.getType().isRecord()) {
                arguments.addAll(called(component.getType()));
            } else {
                String type = component.getType().getSimpleName();
                arguments.add(new Argument(ScriptCalls.snakeCase(component.getName()), TYPES.getOrDefault(type, type)));
            }
        }
        return arguments;
    }

    /** The calls of which a sealed interface consists. */
    public static Stream<Class<?>> calls(Class<?> all) {
        return Arrays.stream(all.getPermittedSubclasses());
    }

    public static String method(Class<?> call) {
        return ScriptCalls.method(call);
    }

    private static String text(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
