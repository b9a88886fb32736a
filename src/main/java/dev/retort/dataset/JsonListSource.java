package dev.retort.dataset;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON, one list of objects over however many lines. Behind an error within it nobody knows where the next object begins, so the file is refused. */
final class JsonListSource implements RowSource {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String file;
    private final Characters characters;
    private final JsonParser parser;
    private final RowJson rows;
    private final long linesBefore;

    /** @param characters the next one opens the list */
    JsonListSource(String file, Characters characters, String sourceField) throws IOException {
        this.file = file;
        this.characters = characters;
        this.linesBefore = characters.line() - 1;
        this.parser = JSON.createParser(new ByObject(characters));
        this.rows = new RowJson(sourceField);
        parser.nextToken();
    }

    @Override
    public Optional<Parsed> next() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                if (parser.nextToken() != null) {
                    throw refusal(parser.currentTokenLocation(), "something stands behind the list");
                }
                return Optional.empty();
            }
            if (token == null) {
                return Optional.empty();
            }
            long line = linesBefore + parser.currentTokenLocation().getLineNr();
            JsonNode row = JSON.readTree(parser);
            Optional<DropReason> flaw = characters.flaw(row.toString());
            return Optional.of(flaw.isPresent() ? new Parsed.Dropped(line, flaw.get(), "") : read(line, row));
        } catch (JsonProcessingException e) {
            throw refusal(e.getLocation(), "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private Parsed read(long line, JsonNode row) {
        try {
            return new Parsed.Read(line, rows.read(row).in(RowJson.split(row)));
        } catch (ShapeException e) {
            return e.at(line);
        }
    }

    private BadDataException refusal(JsonLocation where, String what) {
        return new BadDataException(
                "%s: line %d, column %d: %s".formatted(file, linesBefore + where.getLineNr(), where.getColumnNr(), what));
    }

    @Override
    public List<String> notes() {
        return characters.notes();
    }

    /** Gives a parser no more than the rest of an object, so that what is damaged belongs to the object that it reads. */
    private static final class ByObject extends Reader {
        private final Characters characters;

        ByObject(Characters characters) {
            this.characters = characters;
        }

        @Override
        public int read(char[] to, int from, int most) throws IOException {
            int n = 0;
            for (int last = 0; n < most && last != '}' && characters.peek() != Characters.END; n++) {
                last = characters.read();
                to[from + n] = (char) last;
            }
            return n == 0 ? -1 : n;
        }

        @Override
        public void close() {}
    }
}
