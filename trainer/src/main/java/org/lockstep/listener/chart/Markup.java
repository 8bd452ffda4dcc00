package org.lockstep.listener.chart;

import java.util.ArrayDeque;
import java.util.Deque;
import org.lockstep.Secrets;

/**
 * HTML and SVG, written from front to back: every text and every attribute is escaped, secrets in a
 * text are hidden, and elements are closed in the order they were opened in.
 */
public final class Markup {
  private final StringBuilder written = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();
  private final boolean isDocument;

  private Markup(boolean isDocument) {
    this.isDocument = isDocument;
    written.append(isDocument ? "<!DOCTYPE html>\n" : "");
  }

  /** Creates a document. */
  public static Markup document() {
    return new Markup(true);
  }

  /** Creates a part of a page. */
  public static Markup fragment() {
    return new Markup(false);
  }

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

  /** Writes a text, escaped. */
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
   * Data for the script of a document; left out of a fragment, which has no script.
   *
   * @param json in which no text ends the element
   */
  void data(String json) {
    if (isDocument) {
      code("script", json, "type", "application/json");
    }
  }

  /**
   * The document, or the part of one.
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
        default -> written.append(isAllowed(c) ? c : '\uFFFD');
      }
    }
  }

  /** Control characters are no text in HTML, not even escaped. */
  private static boolean isAllowed(char c) {
    return !Character.isISOControl(c) || Character.isWhitespace(c);
  }
}
