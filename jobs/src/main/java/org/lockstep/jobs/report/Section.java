package org.lockstep.jobs.report;

import org.lockstep.listener.chart.Markup;

/** A part of the page with a heading of its own, which the table of contents may lead to. */
final class Section {
  private Section() {}

  /**
   * Opens it.
   *
   * @param id of the element
   * @param level of its heading
   */
  static void open(Markup html, String id, String title, int level) {
    html.open("section", "id", id, "aria-labelledby", id + "-title");
    html.element("h" + level, title, "id", id + "-title");
  }

  static void close(Markup html) {
    html.close();
  }

  /** A sentence in place of what is not there. */
  static void absent(Markup html, String sentence) {
    html.element("p", sentence, "class", "absent");
  }
}
