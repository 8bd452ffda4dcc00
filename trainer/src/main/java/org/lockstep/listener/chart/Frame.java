package org.lockstep.listener.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The frame of a chart: heading, axes, names at the ends of its lines, and a table of its values.
 *
 * @param heading of the figure
 * @param height of the plot, in pixels
 * @param along the axis below
 * @param y the axis on the left
 */
public record Frame(Heading heading, int height, Along along, Axis y) {
  /**
   * The heading of a figure.
   *
   * @param id of the figure's element; unique in the document
   * @param title the text
   * @param note a remark below it; may be empty
   * @param level in the document, such as 3
   */
  public record Heading(String id, String title, String note, int level) {}

  /** Height of the main chart of a section. */
  public static final int TALL = 260;

  /** Height of a chart beside others. */
  public static final int LOW = 160;

  /** The names of the lines or bands of a chart. */
  record Names(List<Name> key, boolean isKeyShown, List<EndLabel> ends) {
    /** A chart of one line, which its title names. */
    static final Names NONE = new Names(List.of(), false, List.of());

    /** A name in the key above the plot, and the class of the style sheet. */
    record Name(String text, String style) {}
  }

  /** The characters of an axis's name that fit beside its ticks. */
  private static final int LONGEST_BESIDE = 9;

  /** From here on a long label of a tick would reach beyond the figure if it were centred. */
  private static final double EDGE = 0.9;

  /** The characters of a label half of which fit into the margin on the right. */
  private static final int LONGEST_IN_MARGIN = 2;

  /** The margin of the plot on the right, in pixels, as the style sheet has it. */
  private static final String RIGHT_MARGIN = "8";

  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Writes the figure.
   *
   * @param summary the chart in a sentence, for screen readers
   * @param names the key above the plot, shown where the names at the right side are not, or always
   * @param lines draws into the square of 1000 that is stretched over the plot
   * @param over draws text and points, which are not stretched, placed by percent
   * @param behind writes the elements below the plot
   */
  void write(
      Markup html,
      String summary,
      Names names,
      Consumer<Markup> lines,
      Consumer<Markup> over,
      Consumer<Markup> behind) {
    String id = heading.id();
    html.open(
        "figure",
        "class",
        names.ends().isEmpty() ? "chart" : "chart labelled",
        "id",
        id,
        "aria-labelledby",
        id + "-title");
    html.element("h" + heading.level(), heading.title(), "id", id + "-title");
    if (!heading.note().isEmpty()) {
      html.element("p", heading.note(), "class", "note");
    }
    writeKey(html, names);
    html.open("div", "class", "frame");
    html.open(
        "svg",
        "class",
        "plot",
        "style",
        "height:" + height + "px",
        "role",
        "img",
        "aria-labelledby",
        id + "-summary");
    writeAxes(html);
    html.open(
        "svg",
        "class",
        "lines",
        "viewBox",
        "0 0 1000 1000",
        "preserveAspectRatio",
        "none",
        "width",
        "100%",
        "height",
        "100%");
    lines.accept(html);
    html.close();
    over.accept(html);
    for (EndLabel label : EndLabel.apart(names.ends(), height)) {
      html.element(
          "text",
          label.text(),
          "class",
          "end " + label.style(),
          "x",
          "100%",
          "y",
          down(label.place()),
          "dx",
          "8",
          "dy",
          "4");
    }
    html.close();
    html.close();
    html.element("p", summary, "class", "hidden", "id", id + "-summary");
    behind.accept(html);
    html.close();
  }

  private static void writeKey(Markup html, Names names) {
    if (names.key().isEmpty()) {
      return;
    }
    html.open("ul", "class", names.isKeyShown() ? "key always" : "key");
    names.key().forEach(name -> html.element("li", name.text(), "class", name.style()));
    html.close();
  }

  private void writeAxes(Markup html) {
    html.open("g", "class", "axis");
    for (Axis.Tick tick : y.ticks()) {
      String at = down(y.place(tick.value()));
      html.empty("line", "x1", "0", "x2", "100%", "y1", at, "y2", at);
      html.element("text", tick.label(), "x", "0", "y", at, "dx", "-8", "dy", "4", "class", "left");
    }
    writeBelow(html, along.name(), along.axis().ticks(), 18);
    if (!along.epochs().isEmpty()) {
      writeBelow(html, Along.EPOCH, along.epochs(), 34);
    }
    html.close();
  }

  /** Writes a row of ticks below the plot, with its name on the left, or below if it is long. */
  private void writeBelow(Markup html, String name, List<Axis.Tick> ticks, int down) {
    String dy = String.valueOf(down);
    if (name.length() <= LONGEST_BESIDE) {
      html.element("text", name, "x", "0", "y", "100%", "dx", "-12", "dy", dy, "class", "left");
    } else {
      html.element("text", name, "x", "100%", "y", "100%", "dy", "34", "class", "right");
    }
    int number = 0;
    for (Axis.Tick tick : ticks) {
      double place = along.axis().place(tick.value());
      boolean isFinish = place > EDGE && tick.label().length() > LONGEST_IN_MARGIN;
      html.element(
          "text",
          tick.label(),
          "x",
          SvgPlace.percent(place),
          "y",
          "100%",
          "dx",
          isFinish ? RIGHT_MARGIN : "0",
          "dy",
          dy,
          "class",
          "below" + (isFinish ? " finish" : "") + (number++ % 2 == 0 ? "" : " second"));
    }
  }

  /** A position on the y axis as a percentage from the top. */
  static String down(double place) {
    return SvgPlace.percent(1 - place);
  }

  /**
   * Writes the data of the values that the script shows under the pointer.
   *
   * @param isShare whether the values are shares, shown as percent
   */
  void writeHover(Markup html, List<Series> drawn, boolean isShare) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", along.name());
    data.put("from", along.axis().from());
    data.put("to", along.axis().to());
    along.iterationsPerEpoch().ifPresent(per -> data.put("epoch", per));
    data.put("share", isShare);
    data.put("low", y.from());
    data.put("high", y.to());
    data.put("log", y.isLogarithmic());
    data.put("series", drawn.stream().map(Frame::hover).toList());
    try {
      // A text in it may hold what would end the element.
      String json = JSON.writeValueAsString(data).replace("<", "\\u003c");
      html.data(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can always be written", e);
    }
  }

  private static Map<String, Object> hover(Series series) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", series.name());
    data.put("style", series.style());
    data.put("x", series.points().stream().map(point -> plain(point.x())).toList());
    data.put("y", series.points().stream().map(point -> fourDigits(point.y())).toList());
    return data;
  }

  private static Object plain(double value) {
    return value == Math.rint(value) ? (Object) (long) value : fourDigits(value);
  }

  private static double fourDigits(double value) {
    return new BigDecimal(value).round(FOUR_DIGITS).doubleValue();
  }
}
