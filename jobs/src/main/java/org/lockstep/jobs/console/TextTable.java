package org.lockstep.jobs.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table for people: a line of headings, if there are any, and a line a row. */
public final class TextTable {
  private static final String BETWEEN_COLUMNS = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private record Column(String heading, boolean isRight) {
    String padded(String cell, int width) {
      String blanks = " ".repeat(width - cell.length());
      return isRight ? blanks + cell : cell + blanks;
    }
  }

  /** Adds a column of words, which begin one below the other. */
  public TextTable words(String heading) {
    columns.add(new Column(heading, false));
    return this;
  }

  /** Adds a column of numbers, which end one below the other. */
  public TextTable numbers(String heading) {
    columns.add(new Column(heading, true));
    return this;
  }

  /** Adds a row, a cell a column; what a terminal would obey is shown, and takes its room. */
  public void add(List<String> cells) {
    rows.add(cells.stream().map(Printable::line).toList());
  }

  /** Prints it. */
  public void print(PrintWriter to) {
    print("", to);
  }

  /** Prints it, each line after an indent. */
  public void print(String indent, PrintWriter to) {
    List<String> headings = columns.stream().map(Column::heading).toList();
    List<List<String>> lines = new ArrayList<>(rows);
    if (!headings.stream().allMatch(String::isEmpty)) {
      lines.add(0, headings);
    }
    int[] widths =
        IntStream.range(0, columns.size())
            .map(c -> lines.stream().mapToInt(line -> line.get(c).length()).max().orElse(0))
            .toArray();
    for (List<String> line : lines) {
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < widths.length; c++) {
        cells.add(columns.get(c).padded(line.get(c), widths[c]));
      }
      to.println((indent + String.join(BETWEEN_COLUMNS, cells)).stripTrailing());
    }
  }
}
