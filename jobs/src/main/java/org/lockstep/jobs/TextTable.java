package org.lockstep.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table of text, its columns as wide as their widest cell, two blanks between them. */
final class TextTable {
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** Creates a table without rows. */
  TextTable(Column... columns) {
    this.columns = List.of(columns);
    rows.add(this.columns.stream().map(Column::heading).toList());
  }

  /** A column: words stand at its left, numbers at its right. */
  record Column(String heading, boolean isOfNumbers) {
    static Column ofWords(String heading) {
      return new Column(heading, false);
    }

    static Column ofNumbers(String heading) {
      return new Column(heading, true);
    }

    private String fit(String cell, int width) {
      String blanks = " ".repeat(width - cell.length());
      return isOfNumbers ? blanks + cell : cell + blanks;
    }
  }

  /** Adds a row of one cell a column. */
  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** The headings, then the rows. */
  Stream<String> lines() {
    List<Integer> widths =
        IntStream.range(0, columns.size())
            .mapToObj(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toList();
    return rows.stream()
        .map(
            row ->
                String.join(
                        "  ",
                        IntStream.range(0, columns.size())
                            .mapToObj(c -> columns.get(c).fit(row.get(c), widths.get(c)))
                            .toList())
                    .stripTrailing());
  }
}
