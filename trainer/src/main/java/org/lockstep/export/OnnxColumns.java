package org.lockstep.export;

import static org.lockstep.export.OnnxGraph.integer;
import static org.lockstep.export.OnnxGraph.integers;
import static org.lockstep.export.OnnxGraph.words;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto.DataType;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.Unseen;

/**
 * The feature columns as inputs of an ONNX graph, and the operators that encode them as {@link
 * org.lockstep.encoding.FeatureEncoder} does.
 *
 * <p>An operator can neither refuse nor skip a row. A row that the encoder would refuse or skip has
 * NaN or an infinity among its encoded numbers; no other row has.
 */
final class OnnxColumns {
  /** Spark types whose values a float holds exactly; also in arrays. */
  private static final Set<String> FLOATS = Set.of("float", "smallint", "tinyint", "boolean");

  /** The operator set with {@code LabelEncoder}. */
  static final String ML_DOMAIN = "ai.onnx.ml";

  /** Operators of ONNX Runtime that are not part of the standard. */
  static final String RUNTIME_DOMAIN = "com.microsoft";

  private static final long MICROSECONDS_OF_DAY = (long) DateEncoding.MICROSECONDS_OF_DAY;

  private final OnnxGraph graph;
  private final GraphNames names;

  OnnxColumns(OnnxGraph graph, GraphNames names) {
    this.graph = graph;
    this.names = names;
  }

  /** Declares the inputs of a column. */
  void declare(FeatureColumn column) {
    String name = column.name();
    if (column instanceof NumberColumn numbers) {
      graph.input(name, type(column), numbers.width(), "NaN where a value is missing");
      return;
    }
    graph.input(name, type(column), 1, description(column));
    if (GraphNames.hasMissingInput(column)) {
      graph.input(
          missing(column),
          DataType.BOOL,
          1,
          "whether %s has no value; what stands in %s is not looked at then".formatted(name, name));
    }
  }

  private static String description(FeatureColumn column) {
    if (!(column instanceof DateColumn date)) {
      return "a word";
    }
    return date.hasTime() ? "microseconds since 1970-01-01 00:00 UTC" : "days since 1970-01-01";
  }

  /** The type of a column's input. */
  static DataType type(FeatureColumn column) {
    if (column instanceof NumberColumn) {
      String element = column.type().replaceAll("^array<(.*)>$", "$1");
      return FLOATS.contains(element) ? DataType.FLOAT : DataType.DOUBLE;
    }
    return column instanceof DateColumn ? DataType.INT64 : DataType.STRING;
  }

  private String missing(FeatureColumn column) {
    return names.missing(column);
  }

  /** Encodes a column: doubles that are not yet scaled, (N, {@link FeatureColumn#inputs}). */
  String encode(FeatureColumn column) {
    if (column instanceof NumberColumn numbers) {
      return numbers(numbers);
    } else if (column instanceof OneHotColumn words) {
      return oneHot(words);
    } else if (column instanceof HashedColumn words) {
      return hashed(words);
    }
    return date((DateColumn) column);
  }

  private String numbers(NumberColumn column) {
    String x = column.name();
    if (type(column) == DataType.FLOAT) {
      x = graph.cast(x, DataType.DOUBLE, x + "/double");
    }
    if (column.missing() != Missing.MEAN && column.missing() != Missing.INDICATOR) {
      return x;
    }
    String name = column.name();
    String lacks = graph.node("IsNaN", name + "/lacks", List.of(x));
    String filled = where(lacks, means(column, column.means()), x, name + "/filled");
    if (column.missing() == Missing.MEAN) {
      return filled;
    }
    String indicator = graph.cast(lacks, DataType.DOUBLE, name + "/indicator");
    if (column.width() > 1) {
      String axis = graph.longs(name + "/axis", List.of(1L), 1);
      indicator = graph.node("ReduceMax", name + "/any", List.of(indicator, axis));
    }
    return beside(List.of(filled, indicator), name + "/inputs");
  }

  /** The index of an unknown word, which no level has. */
  private static final long NO_PLACE = -1;

  private String oneHot(OneHotColumn column) {
    String name = column.name();
    String place =
        graph.node(
            ML_DOMAIN,
            "LabelEncoder",
            name + "/place",
            List.of(name),
            words("keys_strings", column.levels()),
            integers("values_int64s", LongStream.range(0, column.levels().size()).boxed().toList()),
            integer("default_int64", NO_PLACE));
    return levels(column, place, column.shares(), column.unseen() != Unseen.ZERO);
  }

  private String hashed(HashedColumn column) {
    String name = column.name();
    String hash =
        graph.node(
            RUNTIME_DOMAIN,
            "MurmurHash3",
            name + "/hash",
            List.of(name),
            integer("seed", HashedColumn.SEED),
            integer("positive", 0));
    String wide = graph.cast(hash, DataType.INT64, name + "/hash64");
    String bucket = modulo(wide, column.buckets(), name + "/bucket");
    return levels(column, bucket, column.shares(), false);
  }

  /** One-hot inputs: 1 at an index, 0 elsewhere; and the inputs of a missing word. */
  private String levels(
      FeatureColumn column, String place, List<Double> shares, boolean mustHavePlace) {
    String name = column.name();
    String at = place;
    if (column.missing() == Missing.INDICATOR) {
      String last = graph.longs(name + "/last", List.of(column.inputs() - 1L));
      at = where(missing(column), last, place, name + "/place_or_missing");
    }
    String places =
        graph.longs(
            name + "/places",
            LongStream.range(0, column.inputs()).boxed().toList(),
            1,
            column.inputs());
    String equal = graph.node("Equal", name + "/equal", List.of(at, places));
    String levels = graph.cast(equal, DataType.DOUBLE, name + "/levels");
    if (mustHavePlace) {
      String zero = graph.longs(name + "/zero", List.of(0L));
      String unseen = graph.node("Less", name + "/unseen", List.of(at, zero));
      levels = where(unseen, nan(name), levels, name + "/seen");
    }
    return column.missing() == Missing.INDICATOR ? levels : filled(column, levels, shares);
  }

  /** The inputs with missing values replaced, without the indicator. */
  private String filled(FeatureColumn column, String value, List<Double> means) {
    return switch (column.missing()) {
      case ERROR -> value;
      case SKIP -> where(missing(column), nan(column.name()), value, column.name() + "/kept");
      case MEAN, INDICATOR ->
          where(missing(column), means(column, means), value, column.name() + "/filled");
    };
  }

  private String date(DateColumn column) {
    String name = column.name();
    String day = name;
    String ofDay = null;
    if (column.hasTime()) {
      ofDay = modulo(name, MICROSECONDS_OF_DAY, name + "/of_day");
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
    String inputs = filled(column, beside(parts, name + "/parts"), column.means());
    if (column.missing() != Missing.INDICATOR) {
      return inputs;
    }
    String indicator = graph.cast(missing(column), DataType.DOUBLE, name + "/indicator");
    return beside(List.of(inputs, indicator), name + "/inputs");
  }

  /** Day 0 is a Thursday; weeks begin on Monday. */
  private static final long DAY_OF_WEEK_OF_DAY_0 = 3;

  private List<String> weekAndYear(String name, String day) {
    String shifted = plus(day, DAY_OF_WEEK_OF_DAY_0, name + "/from_monday");
    String ofWeek = modulo(shifted, DateEncoding.DAYS_OF_WEEK, name + "/of_week");
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
    String e = modulo(plus(day, 719_468, hint), DAYS_OF_400_YEARS, hint);
    String y = minus(e, divide(e, 1460, hint), hint);
    y = graph.node("Add", hint, List.of(y, divide(e, 36_524, hint)));
    y = divide(minus(y, divide(e, 146_096, hint), hint), 365, hint);
    String leapDays = minus(divide(y, 4, hint), divide(y, 100, hint), hint);
    String d = minus(minus(e, times(y, 365, hint), hint), leapDays, hint);

    String isFourth = isZero(modulo(y, 4, hint), hint);
    String isCentury = isZero(modulo(y, 100, hint), hint);
    String isFirst = isZero(y, hint); // of the 400, which is a leap year
    String isPlain = graph.node("Not", hint, List.of(isCentury));
    String isLeap = graph.node("And", hint, List.of(isFourth, isPlain));
    isLeap = graph.node("Or", hint, List.of(isLeap, isFirst));
    String leapDay = graph.cast(isLeap, DataType.INT64, hint);

    String january = graph.longs(hint + "_january", List.of(306L));
    String isBeforeJanuary = graph.node("Less", hint, List.of(d, january));
    String later = graph.node("Add", hint, List.of(plus(d, 59, hint), leapDay));
    return where(isBeforeJanuary, later, plus(d, -306, hint), hint + "_day");
  }

  private String isZero(String value, String hint) {
    return graph.node("Equal", hint, List.of(value, graph.longs(hint + "0", List.of(0L))));
  }

  private String plus(String value, long constant, String hint) {
    return arithmetic("Add", value, constant, hint);
  }

  private String times(String value, long constant, String hint) {
    return arithmetic("Mul", value, constant, hint);
  }

  /** Division of non-negative integers. */
  private String divide(String value, long constant, String hint) {
    return arithmetic("Div", value, constant, hint);
  }

  /** The remainder, from 0 to {@code constant - 1} for negative numbers too. */
  private String modulo(String value, long constant, String hint) {
    return arithmetic("Mod", value, constant, hint);
  }

  private String minus(String value, String other, String hint) {
    return graph.node("Sub", hint, List.of(value, other));
  }

  private String floorDivide(String value, String remainder, long constant, String hint) {
    return divide(minus(value, remainder, hint + "_whole"), constant, hint);
  }

  private String arithmetic(String operator, String value, long constant, String hint) {
    String other = graph.longs(hint + "_" + constant, List.of(constant));
    return graph.node(operator, hint, List.of(value, other));
  }

  private String where(String condition, String then, String otherwise, String hint) {
    return graph.node("Where", hint, List.of(condition, then, otherwise));
  }

  private String nan(String name) {
    return graph.doubles(name + "/nan", List.of(Double.NaN));
  }

  private String means(FeatureColumn column, List<Double> means) {
    return graph.doubles(column.name() + "/means", means, 1, means.size());
  }

  /** Concatenates values, (N, the sum of their widths). */
  String beside(List<String> values, String hint) {
    return values.size() == 1
        ? values.get(0)
        : graph.node("Concat", hint, Collections.unmodifiableList(values), integer("axis", 1));
  }
}
