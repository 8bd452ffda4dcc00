package org.lockstep.listener.sparkui;

import java.util.Arrays;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/**
 * A piece of a page. Whatever is put into a template is escaped, unless it is such a piece.
 *
 * @param source as the browser reads it
 */
record Html(String source) {
  static final Html NOTHING = new Html("");

  /**
   * Fills in a template.
   *
   * @param template markup with {@code %s} for each value, in a text or in a quoted attribute
   */
  static Html of(String template, Object... values) {
    return new Html(template.formatted(Arrays.stream(values).map(Html::escaped).toArray()));
  }

  /** One piece after the other. */
  static Collector<Html, ?, Html> joined() {
    return Collectors.collectingAndThen(
        Collectors.mapping(Html::source, Collectors.joining()), Html::new);
  }

  private static String escaped(Object value) {
    return value instanceof Html html
        ? html.source()
        : StringEscapeUtils.escapeXml10(String.valueOf(value));
  }
}
