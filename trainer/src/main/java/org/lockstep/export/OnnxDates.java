package org.lockstep.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto.DataType;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;

/** Dates and timestamps as numbers, by operators of ONNX, as {@link DateEncoding} makes them. */
final class OnnxDates {
  private static final long MICROSECONDS_OF_DAY = (long) DateEncoding.MICROSECONDS_OF_DAY;

  /** What {@link DateColumn#isInfinite} takes for a date that is infinite, or its negative. */
  private static final long INFINITE_DAY = Integer.MAX_VALUE;

  private final OnnxGraph graph;

  OnnxDates(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * The numbers of a date without its missing values, (N, {@link DateEncoding#inputs}); NaN for one
   * that is infinite.
   */
  String parts(DateColumn column) {
    String name = column.name();
    String day = name;
    String ofDay = null;
    if (column.hasTime()) {
      ofDay = graph.modulo(name, MICROSECONDS_OF_DAY, name + "/of_day");
      day = floorDivide(name, ofDay, MICROSECONDS_OF_DAY, name + "/day");
    }
    List<String> parts = new ArrayList<>();
    String days = graph.cast(day, DataType.DOUBLE, name + "/day_double");
    if (ofDay == null) {
      parts.add(days);
    } else {
      String microseconds = graph.cast(ofDay, DataType.DOUBLE, name + "/of_day_double");
      String whole = graph.doubles(name + "/a_day", List.of(DateEncoding.MICROSECONDS_OF_DAY));
      String fraction = graph.node("Div", name + "/fraction", List.of(microseconds, whole));
      parts.add(graph.node("Add", name + "/days", List.of(days, fraction)));
      if (column.encoding() == DateEncoding.CYCLIC) {
        parts.addAll(weekAndYear(name, day));
        parts.addAll(circle(name, fraction));
      }
    }
    if (ofDay == null && column.encoding() == DateEncoding.CYCLIC) {
      parts.addAll(weekAndYear(name, day));
    }
    String inputs = graph.beside(parts, name + "/parts");
    String largest =
        graph.longs(name + "/largest", List.of(column.hasTime() ? Long.MAX_VALUE : INFINITE_DAY));
    String size = graph.node("Abs", name + "/size", List.of(name));
    String isInfinite = graph.node("Equal", name + "/infinite", List.of(size, largest));
    return graph.where(isInfinite, graph.nan(name), inputs, name + "/finite");
  }

  /** Day 0 is a Thursday; weeks begin on Monday. */
  private static final long DAY_OF_WEEK_OF_DAY_0 = 3;

  private List<String> weekAndYear(String name, String day) {
    String shifted = plus(day, DAY_OF_WEEK_OF_DAY_0, name + "/from_monday");
    String ofWeek = graph.modulo(shifted, DateEncoding.DAYS_OF_WEEK, name + "/of_week");
    return List.of(
        lookUp(
            circle(DateEncoding.DAYS_OF_WEEK, DateEncoding.DAYS_OF_WEEK), ofWeek, name + "/week"),
        lookUp(circle(366, DateEncoding.DAYS_OF_YEAR), dayOfYear(name, day), name + "/year"));
  }

  /** Sine and cosine of the places 0 to {@code count - 1} of a turn, (count, 2). */
  private static List<Double> circle(int count, double turn) {
    return IntStream.range(0, count)
        .mapToDouble(i -> 2 * Math.PI * (i / turn))
        .boxed()
        .flatMap(angle -> List.of(StrictMath.sin(angle), StrictMath.cos(angle)).stream())
        .toList();
  }

  private String lookUp(List<Double> table, String index, String hint) {
    String rows = graph.doubles(hint + "_table", table, table.size() / 2, 2);
    return graph.node("GatherND", hint, List.of(rows, index));
  }

  private List<String> circle(String name, String fraction) {
    String turn = graph.doubles(name + "/turn", List.of(2 * Math.PI));
    String angle = graph.node("Mul", name + "/angle", List.of(turn, fraction));
    // ONNX Runtime has no cosine in double precision
    String quarter = graph.doubles(name + "/quarter", List.of(Math.PI / 2));
    String ahead = graph.node("Add", name + "/ahead", List.of(angle, quarter));
    return List.of(
        graph.node("Sin", name + "/sine", List.of(angle)),
        graph.node("Sin", name + "/cosine", List.of(ahead)));
  }

  private static final long DAYS_OF_400_YEARS = 146_097;

  /**
   * The day of the year, from 0.
   *
   * <pre>
   *   e = (day + 719468) mod 146097            days of the 400 years since a 1 March
   *   y = (e - e/1460 + e/36524 - e/146096) / 365     years of them, whole
   *   d = e - (365 y + y/4 - y/100)            days since the 1 March of that year
   *   d - 306 from January on, else d + 59, and 1 more in a leap year
   * </pre>
   *
   * <p>Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
   */
  private String dayOfYear(String column, String day) {
    String hint = column + "/year";
    String e = graph.modulo(plus(day, 719_468, hint), DAYS_OF_400_YEARS, hint);
    String y = minus(e, divide(e, 1460, hint), hint);
    y = graph.node("Add", hint, List.of(y, divide(e, 36_524, hint)));
    y = divide(minus(y, divide(e, 146_096, hint), hint), 365, hint);
    String leapDays = minus(divide(y, 4, hint), divide(y, 100, hint), hint);
    String d = minus(minus(e, times(y, 365, hint), hint), leapDays, hint);

    String isFourth = isZero(graph.modulo(y, 4, hint), hint);
    String isCentury = isZero(graph.modulo(y, 100, hint), hint);
    String isFirst = isZero(y, hint); // of the 400, which is a leap year
    String isPlain = graph.node("Not", hint, List.of(isCentury));
    String isLeap = graph.node("And", hint, List.of(isFourth, isPlain));
    isLeap = graph.node("Or", hint, List.of(isLeap, isFirst));
    String leapDay = graph.cast(isLeap, DataType.INT64, hint);

    String january = graph.longs(hint + "_january", List.of(306L));
    String isBeforeJanuary = graph.node("Less", hint, List.of(d, january));
    String later = graph.node("Add", hint, List.of(plus(d, 59, hint), leapDay));
    return graph.where(isBeforeJanuary, later, plus(d, -306, hint), hint + "_day");
  }

  private String isZero(String value, String hint) {
    return graph.node("Equal", hint, List.of(value, graph.longs(hint + "0", List.of(0L))));
  }

  private String plus(String value, long constant, String hint) {
    return graph.arithmetic("Add", value, constant, hint);
  }

  private String times(String value, long constant, String hint) {
    return graph.arithmetic("Mul", value, constant, hint);
  }

  /** Division of non-negative integers. */
  private String divide(String value, long constant, String hint) {
    return graph.arithmetic("Div", value, constant, hint);
  }

  private String minus(String value, String other, String hint) {
    return graph.node("Sub", hint, List.of(value, other));
  }

  private String floorDivide(String value, String remainder, long constant, String hint) {
    return divide(minus(value, remainder, hint + "_whole"), constant, hint);
  }
}
