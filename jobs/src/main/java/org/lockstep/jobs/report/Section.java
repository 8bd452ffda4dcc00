package org.lockstep.jobs.report;

import org.lockstep.listener.chart.Markup;

/** A section of the page with a heading; the table of contents may link to it. */
final class Section {
  private Section() {}

  /**
   * Opens a section.
   *
   * @param id the HTML id of the section
   * @param level the level of its heading
   */
  static void open(Markup html, String id, String title, int level) {
    html.open("section", "id", id, "aria-labelledby", id + "-title");
    html.element("h" + level, title, "id", id + "-title");
  }

  static void close(Markup html) {
    html.close();
  }

  /** Writes a sentence that explains why the content is absent. */
  static void absent(Markup html, String sentence) {
    html.element("p", sentence, "class", "absent");
  }
}
