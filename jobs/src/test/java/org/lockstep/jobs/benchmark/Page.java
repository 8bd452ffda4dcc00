package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts measured tables into a page, each between the two marks that bear its name. */
final class Page {
  private Page() {}

  /**
   * Replaces the tables that have been measured; the others stay as they are.
   *
   * @param page a Markdown file with {@code <!-- NAME -->} and {@code <!-- end of NAME -->}
   * @param tables the folder of NAME.md files
   * @throws IllegalStateException if a table has no place on the page
   */
  static void write(Path page, Path tables) throws IOException {
    String text = Files.readString(page);
    for (Table table : Benchmark.TABLES) {
      Path measured = tables.resolve(table.name() + ".md");
      if (!Files.exists(measured)) {
        continue;
      }
      String begin = "<!-- %s -->".formatted(table.name());
      String end = "<!-- end of %s -->".formatted(table.name());
      Matcher place =
          Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL)
              .matcher(text);
      if (!place.find()) {
        throw new IllegalStateException("%s has no %s ... %s".formatted(page, begin, end));
      }
      String section = begin + "\n" + Files.readString(measured) + end;
      text = text.substring(0, place.start()) + section + text.substring(place.end());
    }
    Files.writeString(page, text);
  }
}
