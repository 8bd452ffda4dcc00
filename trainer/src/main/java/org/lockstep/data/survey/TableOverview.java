package org.lockstep.data.survey;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnFinder;
import org.lockstep.data.column.ColumnReader;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.FeatureKind;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.table.ColumnFault;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.settings.table.TableSettings;

/**
 * A description of a table before its label and features are chosen, from two passes over its rows.
 * Methods that examine values of single columns read these columns again.
 */
public final class TableOverview {
  /** Among so many rows, a column with repeated values has nearly always repeated one. */
  private static final int ROWS_TRIED = 1000;

  private static final String DIFFERENCE = "another type, or nothing, in some of the files";

  private final Table table;
  private final long rows;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, ValueSurvey.Values> values;
  private final Set<String> numbersAsText = new HashSet<>();

  /** The kinds of columns, by what a network can use them for. */
  public enum Kind {
    /** A number: a feature, a target or a class. */
    NUMBER,
    /** True or false: a feature or a class. */
    BOOLEAN,
    /** Numbers in an array or a vector: as many features. */
    NUMBERS,
    /** Text: a category or a class. */
    TEXT,
    /** A date or a timestamp: a feature. */
    DATE,
    /** Not usable without a conversion. */
    OTHER
  }

  /**
   * A column of the table.
   *
   * @param report its content; without statistics for {@link Kind#OTHER}
   * @param objection why it can be neither feature nor label, whatever it holds, such as {@code it
   *     is absent from b.parquet}; empty if it can
   */
  public record Entry(Kind kind, ColumnReport report, Optional<String> objection) {
    /** The name, as the table spells it. */
    public String name() {
      return report.name();
    }
  }

  /**
   * The different values of a column.
   *
   * @param count how many there are; above a limit, 10,000 in a table of few columns, some number
   *     above it
   * @param areClasses whether each can be a class: text, a boolean or a whole number
   */
  public record Levels(int count, boolean areClasses) {}

  private TableOverview(Table table) {
    this.table = table;
    TableColumns readable = ColumnSelection.readable(table, Problems.gathered());
    TableSurvey survey = TableSurvey.of(readable, false, RowSplit.NONE);
    rows = survey.rows();
    Map<String, ColumnReport> surveyed = new LinkedHashMap<>();
    values = ValueSurvey.of(readable);
    for (int c = 0; c < readable.features().size(); c++) {
      if (survey.column(c).levels().filter(LevelSurvey::areNumbers).isPresent()) {
        numbersAsText.add(readable.features().get(c).name());
      }
    }
    ColumnReport.of(readable.features(), survey, 0)
        .forEach(report -> surveyed.put(report.name(), report));
    for (StructField field : table.rows().schema().fields()) {
      Kind kind = kind(field.dataType());
      ColumnReport unread =
          ColumnReport.unread(field, 0, kind == Kind.OTHER ? List.of() : List.of(DIFFERENCE));
      entries.add(
          new Entry(kind, surveyed.getOrDefault(field.name(), unread), objection(field.name())));
    }
    for (ColumnFault fault : table.columns().hidden()) {
      List<String> faults = table.columns().isUnreadable(fault) ? List.of() : List.of(DIFFERENCE);
      entries.add(
          new Entry(Kind.OTHER, ColumnReport.hidden(fault, faults), Optional.of(because(fault))));
    }
  }

  private Optional<String> objection(String column) {
    return column.isBlank()
        ? Optional.of("no setting can name it; give it a name")
        : table.columns().fault(column).map(TableOverview::because);
  }

  private static String because(ColumnFault fault) {
    return "it is %s; %s".formatted(fault.what(), fault.fix());
  }

  private static Kind kind(DataType type) {
    if (type instanceof BooleanType) {
      return Kind.BOOLEAN;
    } else if (ColumnReader.isNumber(type)) {
      return Kind.NUMBER;
    } else if (ColumnReader.reads(type)) {
      return Kind.NUMBERS;
    }
    return FeatureKind.of(type)
        .map(kind -> kind == FeatureKind.WORDS ? Kind.TEXT : Kind.DATE)
        .orElse(Kind.OTHER);
  }

  /**
   * Surveys a table.
   *
   * @throws UserException if it cannot be read, has no rows, or is several tables by the names of
   *     its files
   */
  public static TableOverview of(SparkSession spark, TableSettings table) {
    Table opened = TableReader.open(spark, table);
    opened.requireOneTable();
    TableOverview overview = new TableOverview(opened);
    if (overview.rows == 0) {
      throw new UserException(
          "%s has no rows".formatted(table.name()), "path of the data", "add some");
    }
    return overview;
  }

  /** The number of rows. */
  public long rows() {
    return rows;
  }

  /** The columns, in the order of the table. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Finds a column as settings do: by its exact name, else in any case.
   *
   * @throws UserException if it is absent, with the nearest names
   */
  public Entry entry(String name) {
    String exact =
        new ColumnFinder(table, Problems.thrown()).find(List.of(name), "label").get(0).name();
    return entries.stream().filter(entry -> entry.name().equals(exact)).findFirst().orElseThrow();
  }

  /**
   * Counts the different values of a column, nulls and NaN aside.
   *
   * @throws UserException if it can be no label by its type
   */
  public Levels levels(String column) {
    return values(column).levels();
  }

  /**
   * Rows that have no value in a column: null or NaN.
   *
   * @throws UserException if it can be no label by its type
   */
  public long unlabelled(String column) {
    return values(column).missing();
  }

  /**
   * Whether the values of a column look like ids: most of them are in one row only.
   *
   * @throws UserException if it can be no label by its type
   */
  public boolean isLikeId(String column) {
    return values(column).isLikeId(rows);
  }

  /** Whether a column holds text, and all of its words are numbers, too many for codes. */
  public boolean areNumbersAsText(String column) {
    return numbersAsText.contains(column);
  }

  private ValueSurvey.Values values(String column) {
    ValueSurvey.Values its = values.get(column);
    if (its == null) {
      ColumnSelection.labelAlone(table, column, Problems.thrown());
      throw new IllegalStateException("not surveyed: " + column);
    }
    return its;
  }

  /** Whether some columns have at least {@code least} different rows. */
  public boolean hasDifferentRows(List<String> names, int least) {
    return new HashSet<>(firstRows(names)).size() >= least
        || SparkFaults.reading(table.path(), () -> select(names).distinct().limit(least).count())
            >= least;
  }

  /** The columns of numbers that hold whole numbers only, each at most once. */
  public List<String> wholeAndUnique(List<String> numbers) {
    List<Row> first = firstRows(numbers);
    List<String> candidates =
        IntStream.range(0, numbers.size())
            .filter(c -> areWholeAndUnique(first, c))
            .mapToObj(numbers::get)
            .toList();
    return rows <= ROWS_TRIED
        ? candidates
        : candidates.stream().filter(this::isWholeAndUnique).toList();
  }

  private List<Row> firstRows(List<String> names) {
    return SparkFaults.reading(table.path(), () -> select(names).limit(ROWS_TRIED).collectAsList());
  }

  private Dataset<Row> select(List<String> names) {
    return table.rows().select(names.stream().map(Table::column).toArray(Column[]::new));
  }

  private static boolean areWholeAndUnique(List<Row> rows, int column) {
    Set<BigDecimal> seen = new HashSet<>();
    for (Row row : rows) {
      Object value = row.get(column);
      if (value == null || !Double.isFinite(((Number) value).doubleValue())) {
        return false;
      }
      BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
      if (number.scale() > 0 || !seen.add(number)) {
        return false;
      }
    }
    return true;
  }

  private boolean isWholeAndUnique(String name) {
    Column column = Table.column(name);
    Row counts =
        SparkFaults.reading(
            table.path(),
            () ->
                table
                    .rows()
                    .agg(
                        functions.countDistinct(column),
                        functions.count(functions.when(column.equalTo(functions.rint(column)), 1)))
                    .first());
    return counts.getLong(0) == rows && counts.getLong(1) == rows;
  }
}
