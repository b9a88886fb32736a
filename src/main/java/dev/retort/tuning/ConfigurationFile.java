package dev.retort.tuning;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import dev.retort.artifacts.WholeFile;

/**
 * A properties file with one block, between two marks, that a tuning writes. All other lines stay, byte for byte. A line about a property of the block
 * becomes a comment, so that nobody wonders which of two counts.
 */
public record ConfigurationFile(Path file) {
    private static final String BEGIN = "# --- written by retort tune, which replaces it the next time ---";
    private static final String END = "# --- end of what retort tune has written ---";
    private static final String REPLACED = "# replaced by retort tune: ";

    /** Writes the block in place of an earlier one, else at the end. The file changes whole or not at all. */
    public void write(String[] comments, Map<String, String> properties) throws IOException {
        List<String> lines = Files.exists(file) ? new ArrayList<>(read()) : new ArrayList<>();
        int at = removeBlock(lines);
        List<String> kept = new ArrayList<>();
        List<String> before = withoutThese(lines.subList(0, at), properties.keySet());
        List<String> after = withoutThese(lines.subList(at, lines.size()), properties.keySet());
        kept.addAll(before);
        kept.addAll(block(comments, properties));
        kept.addAll(after);
        replace(String.join("\n", kept) + "\n");
    }

    /** Reads bytes as characters, so that any encoding stays as it is. */
    private List<String> read() throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return List.of((text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1)).stream()
                .filter(line -> !text.isEmpty()).toList();
    }

    /** @return where it was, else the end */
    private static int removeBlock(List<String> lines) {
        int begin = lines.indexOf(BEGIN);
        int end = lines.indexOf(END);
        if (begin < 0 || end < begin) {
            return lines.size();
        }
        lines.subList(begin, end + 1).clear();
        return begin;
    }

    private static List<String> withoutThese(List<String> lines, Set<String> names) throws IOException {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < lines.size();) {
            int next = i + 1;
            boolean comment = lines.get(i).stripLeading().startsWith("#") || lines.get(i).stripLeading().startsWith("!");
            while (!comment && next < lines.size() && continues(lines.get(next - 1))) {
                next++;
            }
            List<String> one = lines.subList(i, next);
            boolean says = !comment && names.stream().anyMatch(properties(one).stringPropertyNames()::contains);
            one.forEach(line -> out.add(says ? REPLACED + line : line));
            i = next;
        }
        return out;
    }

    private static boolean continues(String line) {
        String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        return (text.length() - text.replaceAll("\\\\+$", "").length()) % 2 == 1;
    }

    private static Properties properties(List<String> lines) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(String.join("\n", lines)));
        } catch (IllegalArgumentException e) {
            return properties; // not ours to judge
        }
        return properties;
    }

    private static List<String> block(String[] comments, Map<String, String> properties) {
        List<String> block = new ArrayList<>(List.of(BEGIN));
        for (String comment : comments) {
            block.add("# " + new String(comment.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
        properties.forEach((name, value) -> block.add(name + "=" + value));
        block.add(END);
        return block;
    }

    private void replace(String text) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Files.createDirectories(target.toAbsolutePath().getParent());
        WholeFile.replace(target, partial -> Files.writeString(partial, text, StandardCharsets.ISO_8859_1));
    }
}
