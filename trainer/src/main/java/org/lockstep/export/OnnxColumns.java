package org.lockstep.export;

import static org.lockstep.export.OnnxGraph.integer;
import static org.lockstep.export.OnnxGraph.integers;
import static org.lockstep.export.OnnxGraph.words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto.DataType;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.Unseen;

/**
 * The feature columns as inputs of an ONNX graph, and the operators that encode them as {@link
 * org.lockstep.encoding.FeatureEncoder} does.
 *
 * <p>An operator can neither refuse nor skip a row. A row that the encoder would refuse or skip has
 * NaN or an infinity among its encoded numbers; no other row has.
 */
final class OnnxColumns {
  /** Spark types of integers; also in arrays. */
  private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "int", "bigint");

  /** Spark types whose values a float holds exactly; also in arrays. */
  private static final Set<String> FLOATS = Set.of("float", "smallint", "tinyint", "boolean");

  /** The operator set with {@code LabelEncoder}. */
  static final String ML_DOMAIN = "ai.onnx.ml";

  /** Operators of ONNX Runtime that are not part of the standard. */
  static final String RUNTIME_DOMAIN = "com.microsoft";

  /** What stands for a date that is missing: NumPy's and pandas' NaT as an integer. */
  private static final long NO_DATE = Long.MIN_VALUE;

  /** The scaled numbers of the sparse columns so far. */
  private final List<String> sparse = new ArrayList<>();

  private final OnnxGraph graph;
  private final GraphNames names;
  private final Map<FeatureColumn, String> missing = new HashMap<>();

  OnnxColumns(OnnxGraph graph, GraphNames names) {
    this.graph = graph;
    this.names = names;
  }

  /** Declares the inputs of a column. */
  void declare(FeatureColumn column) {
    String name = column.name();
    int width =
        column instanceof NumberColumn numbers
            ? numbers.width()
            : Math.max(1, column.sparseInputs());
    graph.input(name, type(column), width, description(column));
    if (names.hasMissingInput(column)) {
      graph.input(
          names.missing(column),
          DataType.BOOL,
          width,
          "whether %s has no value; what stands in %s is not looked at then".formatted(name, name));
    }
  }

  private String description(FeatureColumn column) {
    boolean mayLack = column.missing() != Missing.ERROR;
    boolean saysSo = mayLack && !names.hasMissingInput(column);
    if (column instanceof NumberColumn || column instanceof SparseColumn) {
      return mayLack ? "NaN where a value is missing" : "none may be missing";
    } else if (column instanceof DateColumn date) {
      String unit =
          date.hasTime() ? "microseconds since 1970-01-01 00:00 UTC" : "days since 1970-01-01";
      return saysSo ? unit + "; -2^63, NumPy's NaT, where it is missing" : unit;
    }
    return saysSo ? "a word, empty where it is missing" : "a word";
  }

  /** The type of a column's input. */
  DataType type(FeatureColumn column) {
    if (column instanceof NumberColumn) {
      String element = column.type().replaceAll("^array<(.*)>$", "$1");
      boolean isPlain = names.inputs() == GraphNames.Inputs.PLAIN;
      if (isPlain && INTEGERS.contains(element) && column.missing() == Missing.ERROR) {
        return DataType.INT64;
      }
      return FLOATS.contains(element) ? DataType.FLOAT : DataType.DOUBLE;
    }
    if (column instanceof SparseColumn) {
      return DataType.DOUBLE;
    }
    return column instanceof DateColumn ? DataType.INT64 : DataType.STRING;
  }

  /** Whether a word or a date is missing, (N, 1). */
  private String missing(FeatureColumn column) {
    return names.hasMissingInput(column)
        ? names.missing(column)
        : missing.computeIfAbsent(column, this::standsForNone);
  }

  /** Whether a word is empty, or a date the one that stands for none, (N, 1). */
  private String standsForNone(FeatureColumn column) {
    String name = column.name();
    String none =
        column instanceof DateColumn
            ? graph.longs(name + "/none", List.of(NO_DATE))
            : graph.words(name + "/none", List.of(""));
    return graph.node("Equal", name + "/missing", List.of(name, none));
  }

  /** Encodes a column: doubles that are not yet scaled, (N, {@link FeatureColumn#inputs}). */
  String encode(FeatureColumn column) {
    if (column instanceof NumberColumn numbers) {
      return numbers(numbers);
    } else if (column instanceof OneHotColumn words) {
      return oneHot(words);
    } else if (column instanceof HashedColumn words) {
      return hashed(words);
    } else if (column instanceof EmbeddedColumn words) {
      return embedded(words);
    } else if (column instanceof SparseColumn vectors) {
      return sparse(vectors);
    }
    return date((DateColumn) column);
  }

  /**
   * The sparse inputs of all columns that {@link #encode} has encoded, zeros included: floats, (N,
   * width); empty if there are none.
   */
  Optional<String> sparse() {
    return sparse.isEmpty()
        ? Optional.empty()
        : Optional.of(graph.cast(graph.beside(sparse, "sparse"), DataType.FLOAT, "S"));
  }

  /** Whether a vector is missing, (N, 1); NaN for one that cannot be encoded. */
  private String sparse(SparseColumn column) {
    String name = column.name();
    String x = name;
    String lacks = graph.node("IsNaN", name + "/lacks", List.of(x));
    if (column.missing() == Missing.MEAN || column.missing() == Missing.INDICATOR) {
      x = graph.where(lacks, graph.doubles(name + "/zero", List.of(0.0)), x, name + "/filled");
    }
    String divisor = graph.doubles(name + "/divisor", List.of(column.divisor()));
    sparse.add(graph.node("Div", name + "/scaled", List.of(x, divisor)));
    String axis = graph.longs(name + "/axis", List.of(1L), 1);
    String zeros = graph.node("Sub", name + "/zeros", List.of(x, x));
    String zero = graph.node("ReduceSum", name + "/sum", List.of(zeros, axis));
    if (column.missing() != Missing.INDICATOR) {
      return zero;
    }
    String indicators = graph.cast(lacks, DataType.DOUBLE, name + "/indicators");
    String any = graph.node("ReduceMax", name + "/any", List.of(indicators, axis));
    return graph.node("Add", name + "/inputs", List.of(zero, any));
  }

  private String numbers(NumberColumn column) {
    String x = column.name();
    if (type(column) != DataType.DOUBLE) {
      x = graph.cast(x, DataType.DOUBLE, x + "/double");
    }
    String name = column.name();
    String transformed = OnnxTransforms.of(column.transform(), graph, x, name);
    if (column.missing() != Missing.MEAN && column.missing() != Missing.INDICATOR) {
      return transformed;
    }
    String lacks = graph.node("IsNaN", name + "/lacks", List.of(x));
    String filled =
        graph.where(lacks, means(column, column.means()), transformed, name + "/filled");
    if (column.missing() == Missing.MEAN) {
      return filled;
    }
    String indicator = graph.cast(lacks, DataType.DOUBLE, name + "/indicator");
    if (column.width() > 1) {
      String axis = graph.longs(name + "/axis", List.of(1L), 1);
      indicator = graph.node("ReduceMax", name + "/any", List.of(indicator, axis));
    }
    return graph.beside(List.of(filled, indicator), name + "/inputs");
  }

  /** The index of an unknown word, which no level has. */
  private static final long NO_PLACE = -1;

  private String oneHot(OneHotColumn column) {
    String place = place(column, NO_PLACE);
    return levels(column, place, column.shares(), column.unseen() != Unseen.ZERO);
  }

  /** The index of a word among the levels, (N, 1). */
  private String place(FeatureColumn.OfLevels column, long otherwise) {
    return graph.node(
        ML_DOMAIN,
        "LabelEncoder",
        column.name() + "/place",
        List.of(column.name()),
        words("keys_strings", column.levels()),
        integers("values_int64s", LongStream.range(0, column.levels().size()).boxed().toList()),
        integer("default_int64", otherwise));
  }

  /** The index of a word's vector. */
  private String embedded(EmbeddedColumn column) {
    String name = column.name();
    boolean takesUnseen = column.unseen() == Unseen.ZERO;
    String place = place(column, takesUnseen ? column.unseenRow() : NO_PLACE);
    String index = graph.cast(place, DataType.DOUBLE, name + "/index");
    if (!takesUnseen) {
      String zero = graph.longs(name + "/zero", List.of(0L));
      String unseen = graph.node("Less", name + "/unseen", List.of(place, zero));
      index = graph.where(unseen, graph.nan(name), index, name + "/seen");
    }
    return switch (column.missing()) {
      case ERROR -> index;
      case SKIP -> graph.where(missing(column), graph.nan(name), index, name + "/kept");
      case MEAN, INDICATOR -> {
        String row = graph.doubles(name + "/missing_row", List.of((double) column.missingRow()));
        yield graph.where(missing(column), row, index, name + "/filled");
      }
    };
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
    String bucket = graph.modulo(wide, column.buckets(), name + "/bucket");
    return levels(column, bucket, column.shares(), false);
  }

  /** One-hot inputs: 1 at an index, 0 elsewhere; and the inputs of a missing word. */
  private String levels(
      FeatureColumn column, String place, List<Double> shares, boolean mustHavePlace) {
    String name = column.name();
    String at = place;
    if (column.missing() == Missing.INDICATOR) {
      String last = graph.longs(name + "/last", List.of(column.inputs() - 1L));
      at = graph.where(missing(column), last, place, name + "/place_or_missing");
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
      levels = graph.where(unseen, graph.nan(name), levels, name + "/seen");
    }
    return column.missing() == Missing.INDICATOR ? levels : filled(column, levels, shares);
  }

  /** The inputs with missing values replaced, without the indicator. */
  private String filled(FeatureColumn column, String value, List<Double> means) {
    return switch (column.missing()) {
      case ERROR ->
          column instanceof DateColumn
              ? graph.where(
                  standsForNone(column), graph.nan(column.name()), value, column.name() + "/kept")
              : value;
      case SKIP ->
          graph.where(missing(column), graph.nan(column.name()), value, column.name() + "/kept");
      case MEAN, INDICATOR ->
          graph.where(missing(column), means(column, means), value, column.name() + "/filled");
    };
  }

  private String date(DateColumn column) {
    String name = column.name();
    String inputs = filled(column, new OnnxDates(graph).parts(column), column.means());
    if (column.missing() != Missing.INDICATOR) {
      return inputs;
    }
    String indicator = graph.cast(missing(column), DataType.DOUBLE, name + "/indicator");
    return graph.beside(List.of(inputs, indicator), name + "/inputs");
  }

  private String means(FeatureColumn column, List<Double> means) {
    return graph.doubles(column.name() + "/means", means, 1, means.size());
  }
}
