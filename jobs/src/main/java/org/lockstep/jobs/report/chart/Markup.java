package org.lockstep.jobs.report.chart;

import java.util.ArrayDeque;
import java.util.Deque;
import org.lockstep.Secrets;

/**
 * HTML and SVG, written from front to back: every text and every attribute is escaped, secrets in a
 * text are hidden, and elements are closed in the order they were opened in.
 */
public final class Markup {
  private final StringBuilder written = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn
   */
  public void open(String tag, String... attributes) {
    tag(tag, attributes);
    written.append('>');
    open.push(tag);
  }

  /** Closes the element that was opened last. */
  public void close() {
    written.append("</").append(open.pop()).append(">\n");
  }

  /** An element with nothing but a text in it. */
  public void element(String tag, String text, String... attributes) {
    open(tag, attributes);
    text(text);
    close();
  }

  /** An element that has no content. */
  public void empty(String tag, String... attributes) {
    tag(tag, attributes);
    written.append("/>");
  }

  /** Text, of whatever characters. */
  public void text(String text) {
    escape(Secrets.hiddenIn(text));
  }

  /** A name such as {@code training.learning-rate}, which may be broken after each point. */
  public void name(String name) {
    for (String part : name.split("(?<=\\.)", -1)) {
      text(part);
      if (part.endsWith(".")) {
        empty("wbr");
      }
    }
  }

  /**
   * An element whose text is not HTML: a style sheet or a script of ours, or data as JSON.
   *
   * @throws IllegalArgumentException if the text could end the element
   */
  public void code(String tag, String text, String... attributes) {
    if (text.contains("</") || text.contains("<!--")) {
      throw new IllegalArgumentException("this would end the element " + tag);
    }
    open(tag, attributes);
    written.append(text);
    close();
  }

  /**
   * The document.
   *
   * @throws IllegalStateException if an element is still open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return written.toString();
  }

  private void tag(String tag, String... attributes) {
    written.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      written.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      written.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> written.append("&amp;");
        case '<' -> written.append("&lt;");
        case '>' -> written.append("&gt;");
        case '"' -> written.append("&quot;");
        default -> written.append(c);
      }
    }
  }
}
