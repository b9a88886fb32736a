package dev.retort.terminal;

import java.util.ArrayList;
import java.util.List;

/** A drawing in characters: braille, whose cells hold two by four dots, or ASCII with one dot a cell. */
final class Canvas {
    /** Dots of a braille cell by column and row (Unicode 16.0, chapter 21.1). */
    private static final int[][] BRAILLE = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
    private static final char NO_DOTS = '\u2800';
    private final boolean unicode;
    private final int[][] cells;
    private final char[][] marks;

    Canvas(int columns, int rows, boolean unicode) {
        this.unicode = unicode;
        this.cells = new int[rows][columns];
        this.marks = new char[rows][columns];
    }

    /** In dots. */
    int width() {
        return cells[0].length * (unicode ? 2 : 1);
    }

    /** In dots. */
    int height() {
        return cells.length * (unicode ? 4 : 1);
    }

    /** A line to the right, every dot of it; {@code y} counts from the top. */
    void line(int fromX, int fromY, int toX, int toY) {
        int before = fromY;
        for (int x = fromX; x <= toX; x++) {
            int y = toX == fromX ? toY : Math.round(fromY + (toY - fromY) * (x - fromX) / (float) (toX - fromX));
            for (int dot = Math.min(before, y); dot <= Math.max(before, y); dot++) {
                dot(x, dot);
            }
            before = y;
        }
    }

    private void dot(int x, int y) {
        if (unicode) {
            cells[y / 4][x / 2] |= BRAILLE[x % 2][y % 4];
        } else {
            cells[y][x] = 1;
        }
    }

    /** A character over what is drawn there. */
    void mark(int x, int y) {
        marks[unicode ? y / 4 : y][unicode ? x / 2 : x] = unicode ? '●' : 'o';
    }

    /** The rows from top to bottom, without spaces at their ends. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < cells.length; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < cells[row].length; column++) {
                line.append(marks[row][column] > 0 ? marks[row][column] : character(cells[row][column]));
            }
            rows.add(line.toString().stripTrailing());
        }
        return rows;
    }

    private char character(int dots) {
        return dots == 0 ? ' ' : unicode ? (char) (NO_DOTS + dots) : '*';
    }
}
