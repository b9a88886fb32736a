package dev.retort.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.dataset.Lines.Line;

/** JSON, one object a line. */
final class JsonlSource implements RowSource {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Characters characters;
    private final Lines lines;
    private final RowJson rows;

    JsonlSource(Characters characters, String sourceField) {
        this.characters = characters;
        this.lines = new Lines(characters);
        this.rows = new RowJson(sourceField);
    }

    @Override
    public Optional<Parsed> next() throws IOException {
        return lines.next().map(this::parse);
    }

    @Override
    public List<String> notes() {
        return characters.notes();
    }

    private Parsed parse(Line line) {
        if (line.flaw().isPresent()) {
            return new Parsed.Dropped(line.number(), line.flaw().get(), "");
        }
        if (line.text().isBlank()) {
            return new Parsed.Dropped(line.number(), DropReason.EMPTY, "blank line");
        }
        try {
            JsonNode row = JSON.readTree(line.text());
            if (row.isArray() && row.path(0).isObject()) {
                return new Parsed.Dropped(line.number(), DropReason.WRONG_FIELD,
                        "a list of objects, expected one object; --format json reads it");
            }
            return new Parsed.Read(line.number(), rows.read(row).in(RowJson.split(row)));
        } catch (JsonProcessingException e) {
            return new Parsed.Dropped(line.number(), DropReason.NOT_JSON, what(line, e));
        } catch (ShapeException e) {
            return e.at(line.number());
        }
    }

    private static String what(Line line, JsonProcessingException e) {
        if (line.number() == 1 && line.text().startsWith("[")) {
            return "a list over several lines, expected one object a line, as jq -c '.[]' writes it";
        }
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        return "column %d: %s".formatted(column, e.getOriginalMessage().lines().findFirst().orElse(""));
    }
}
