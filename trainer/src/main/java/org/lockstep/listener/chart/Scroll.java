package org.lockstep.listener.chart;

/** A horizontally scrollable container that can take the keyboard focus. */
public final class Scroll {
  private Scroll() {}

  /**
   * Opens the container.
   *
   * @param name label of the container
   */
  public static void open(Markup html, String name) {
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", name);
  }

  /** Closes the container. */
  public static void close(Markup html) {
    html.close();
  }
}
