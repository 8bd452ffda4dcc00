package org.lockstep.listener.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheet of the charts, for the head of whatever page they are in. */
public final class ChartStyle {
  private ChartStyle() {}

  /** The style sheet; a page goes on with its own behind it. */
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
