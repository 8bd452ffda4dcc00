package org.lockstep.listener.chart;

/** A box that what is wider than a phone moves in, by finger and by keyboard. */
public final class Scroll {
  private Scroll() {}

  /**
   * Opens it.
   *
   * @param name what is in it
   */
  public static void open(Markup html, String name) {
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", name);
  }

  /** Closes it. */
  public static void close(Markup html) {
    html.close();
  }
}
