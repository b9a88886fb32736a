package dev.retort.dataset;

import java.util.regex.Pattern;

/**
 * Cells that a spreadsheet would run as a formula, and the same made harmless by an apostrophe before them
 * (<a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP, CSV injection</a>). A text that looks as if it had been made harmless gets one more, so
 * that taking one away gives every text back.
 */
final class SpreadsheetCells {
    private static final Pattern FORMULA = Pattern.compile("^'*[=+\\-@\\t\\r\\n＝＋－＠]");
    private static final Pattern HARMLESS = Pattern.compile("^'+[=+\\-@\\t\\r\\n＝＋－＠]");

    private SpreadsheetCells() {}

    static String harmless(String text) {
        return FORMULA.matcher(text).find() ? "'" + text : text;
    }

    static String asItWas(String cell) {
        return HARMLESS.matcher(cell).find() ? cell.substring(1) : cell;
    }
}
