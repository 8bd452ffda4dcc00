package org.lockstep.jobs.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table of aligned text: a line of headings, if any is not empty, and a line per row. */
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

  /** Adds a left-aligned column. */
  public TextTable words(String heading) {
    columns.add(new Column(heading, false));
    return this;
  }

  /** Adds a right-aligned column. */
  public TextTable numbers(String heading) {
    columns.add(new Column(heading, true));
    return this;
  }

  /** Adds a row with one cell per column; control characters are escaped before alignment. */
  public void add(List<String> cells) {
    rows.add(cells.stream().map(Printable::line).toList());
  }

  /** Prints the table. */
  public void print(PrintWriter to) {
    print("", to);
  }

  /** Prints the table with each line indented. */
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
