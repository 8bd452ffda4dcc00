package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of a benchmark table, as Markdown and as JSON. */
final class Report {
  private final String name;
  private final String title;
  private final Map<String, String> machine;
  private final List<Grid> grids = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * One table of a report.
   *
   * @param rows as many cells each as there are columns: texts, numbers or {@link Spread}s
   */
  record Grid(String caption, List<String> columns, List<List<Object>> rows) {
    /** Adds a row. */
    Grid row(Object... cells) {
      if (cells.length != columns.size()) {
        throw new IllegalArgumentException("%d cells for %s".formatted(cells.length, columns));
      }
      rows.add(List.of(cells));
      return this;
    }
  }

  /**
   * An empty report.
   *
   * @param name the table's name on the command line
   */
  Report(String name, String title, Map<String, String> machine) {
    this.name = name;
    this.title = title;
    this.machine = machine;
  }

  /** Begins a table. */
  Grid grid(String caption, String... columns) {
    Grid grid = new Grid(caption, List.of(columns), new ArrayList<>());
    grids.add(grid);
    return grid;
  }

  /** Adds a sentence under the tables. */
  void note(String sentence) {
    notes.add(sentence);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(title).append("\n\n");
    text.append("    scripts/benchmark ").append(name).append("\n\n");
    String described =
        machine.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining("; "));
    text.append(described).append(".\n");
    for (Grid grid : grids) {
      text.append('\n');
      if (!grid.caption().isEmpty()) {
        text.append(grid.caption()).append("\n\n");
      }
      line(text, grid.columns());
      line(text, Collections.nCopies(grid.columns().size(), "---"));
      grid.rows().forEach(row -> line(text, row));
    }
    if (!notes.isEmpty()) {
      text.append("\n").append(String.join(" ", notes)).append("\n");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<?> cells) {
    for (Object cell : cells) {
      text.append("| ").append(shown(cell).replace("|", "\\|")).append(' ');
    }
    text.append("|\n");
  }

  private static String shown(Object cell) {
    if (cell instanceof Double || cell instanceof Float) {
      return Spread.number(((Number) cell).doubleValue());
    }
    return cell instanceof Number whole ? "%,d".formatted(whole.longValue()) : String.valueOf(cell);
  }

  /** Everything, as maps, lists, texts and numbers. */
  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("table", name);
    figures.put("title", title);
    figures.put("machine", machine);
    figures.put("grids", grids);
    figures.put("notes", notes);
    return figures;
  }

  /** Writes NAME.md and NAME.json. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".md"), markdown());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve(name + ".json").toFile(), figures());
  }
}
