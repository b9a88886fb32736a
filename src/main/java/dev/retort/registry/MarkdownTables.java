package dev.retort.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import com.fasterxml.jackson.databind.JsonNode;

/** Nested values as Markdown: plain ones in a table of two columns, a nested object as a section, a list of objects as a table. */
final class MarkdownTables {
    private MarkdownTables() {}

    static String of(Map<String, Object> values) {
        StringBuilder text = new StringBuilder();
        append(text, ManifestJson.JSON.valueToTree(values), 3);
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode object, int depth) {
        List<Map.Entry<String, JsonNode>> nested = new ArrayList<>();
        List<List<String>> plain = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            if (value.isObject() || value.isArray() && value.path(0).isObject()) {
                nested.add(entry);
            } else if (!value.isNull()) {
                plain.add(List.of(entry.getKey(), cell(value)));
            }
        }
        if (!plain.isEmpty()) {
            table(text, List.of("what", "value"), plain);
        }
        for (Map.Entry<String, JsonNode> entry : nested) {
            text.append(text.isEmpty() ? "" : "\n").append("#".repeat(Math.min(6, depth))).append(' ').append(entry.getKey())
                    .append("\n\n");
            if (entry.getValue().isObject()) {
                append(text, entry.getValue(), depth + 1);
            } else {
                rows(text, entry.getValue());
            }
        }
    }

    private static void rows(StringBuilder text, JsonNode objects) {
        Set<String> columns = new LinkedHashSet<>();
        objects.forEach(object -> object.fieldNames().forEachRemaining(columns::add));
        List<List<String>> rows = new ArrayList<>();
        objects.forEach(object -> rows.add(columns.stream().map(column -> cell(object.path(column))).toList()));
        table(text, List.copyOf(columns), rows);
    }

    static void table(StringBuilder text, List<String> columns, List<List<String>> rows) {
        line(text, columns);
        line(text, columns.stream().map(column -> "---").toList());
        rows.forEach(row -> line(text, row));
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    static String cell(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            return String.format(Locale.ROOT, "%.4g", value.asDouble());
        }
        if (value.isObject()) {
            StringJoiner fields = new StringJoiner(", ");
            value.properties().forEach(field -> fields.add(field.getKey() + " " + cell(field.getValue())));
            return fields.toString();
        }
        if (value.isArray()) {
            StringJoiner items = new StringJoiner(", ");
            value.forEach(item -> items.add(cell(item)));
            return items.toString();
        }
        return value.isNull() ? "" : value.asText().replaceAll("\\s+", " ").replace("|", "\\|");
    }
}
