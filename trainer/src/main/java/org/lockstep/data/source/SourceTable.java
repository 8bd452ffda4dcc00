package org.lockstep.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.data.table.Advice;
import org.lockstep.data.table.KnownTypes;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.data.table.UnstableTable;
import org.lockstep.settings.table.TableName;

/** The rows of a data source of Spark: files that are not Parquet, a table or a query. */
final class SourceTable extends Table {
  private final Source source;
  private final UnaryOperator<Dataset<Row>> view;

  /**
   * What the rows are read from.
   *
   * @param name as the user wrote it
   * @param rows as they are read
   * @param inferred the columns whose types were found in the values; empty if the source holds
   *     types
   * @param reader reads the rows by other types
   */
  record Source(
      String name,
      Dataset<Row> rows,
      List<StructField> inferred,
      Function<StructType, Dataset<Row>> reader) {
    /** Copies the list. */
    Source {
      inferred = List.copyOf(inferred);
    }
  }

  private SourceTable(Source source, UnaryOperator<Dataset<Row>> view) {
    super(source.name(), view.apply(source.rows()));
    this.source = source;
    this.view = view;
  }

  /** A table whose source holds the types of its columns. */
  static SourceTable of(String name, Dataset<Row> rows) {
    return of(new Source(name, rows, List.of(), types -> rows));
  }

  /** The table of a source. */
  static SourceTable of(Source source) {
    return new SourceTable(source, UnaryOperator.identity());
  }

  @Override
  public Advice.Names settingNames() {
    return Advice.Names.KEYS;
  }

  @Override
  public UnstableTable unstable() {
    return new UnstableTable(
        path(), "do not write to it until the training has begun, or train on a copy as Parquet");
  }

  /** Returns the table itself: it is read twice, and other rows the second time are an error. */
  @Override
  public SourceTable readOnceIfSmall(Column[] columns) {
    return this;
  }

  @Override
  public SourceTable where(Column condition) {
    return new SourceTable(source, rows -> view.apply(rows).where(condition));
  }

  @Override
  protected SourceTable select(Column... some) {
    return new SourceTable(source, rows -> view.apply(rows).select(some));
  }

  @Override
  protected List<String> files() {
    return TableName.isPath(path()) ? filesOf(source.rows()) : List.of();
  }

  @Override
  public List<StructField> inferred() {
    return source.inferred();
  }

  @Override
  public SourceTable readAs(KnownTypes types) {
    StructType schema = source.rows().schema();
    List<String> free = source.inferred().stream().map(StructField::name).toList();
    StructType known =
        new StructType(
            Arrays.stream(schema.fields())
                .map(
                    column ->
                        free.contains(column.name())
                            ? new StructField(
                                column.name(),
                                types.ofText(column),
                                column.nullable(),
                                column.metadata())
                            : column)
                .toArray(StructField[]::new));
    if (known.equals(schema)) {
      return this;
    }
    Dataset<Row> rows = SparkFaults.reading(path(), () -> source.reader().apply(known));
    return new SourceTable(
        new Source(source.name(), rows, source.inferred(), source.reader()), view);
  }
}
