package org.lockstep.listener.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheet of the charts, for the head of a page. */
public final class ChartStyle {
  private ChartStyle() {}

  /** The CSS of the charts; a page may add its own after it. */
  public static String css() {
    try (InputStream in = ChartStyle.class.getResourceAsStream("chart.css")) {
      if (in == null) {
        throw new IllegalStateException("the build has left out chart.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
